"""Finding events of a team for people: by kind, person, day or thing, a page at a time, the latest first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry import dates
from registry.audit.hooks import TrailReader, is_hidden, part_finder
from registry.audit.models import SUBJECTS, Event, named
from registry.audit.rules.hash_chain import chain_of
from registry.audit.rules.tags import Group, tags_in
from registry.database.session import db
from registry.database.types import UtcDateTime

#: Events on one page.
PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which events are wanted; nothing said, all."""

    group: Group | None = None
    #: Who acted, as events name them: `user:3`.
    actor: str = ""
    #: First and last day, in the team's time zone.
    since: dt.date | None = None
    until: dt.date | None = None
    #: What they are about: `partner:12`, with what belongs to it; a person's also with what they did.
    about: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out by choice."""
        return any((self.group, self.actor, self.since, self.until, self.about))


@dataclass(frozen=True)
class Place:
    """Where a page ends: moment and number of an event."""

    at: dt.datetime
    seq: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.seq}:{self.at.isoformat()}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """From an address; None where it says nothing."""
        number, _, moment = text.partition(":")
        try:
            at = dt.datetime.fromisoformat(moment)
            if at.tzinfo is None:
                return None
            at = at.astimezone(dt.UTC)
        except (ValueError, OverflowError):  # the first and the last days are none in another zone
            return None
        return cls(at, int(number)) if number.isdecimal() and len(number) < 10 else None


@dataclass(frozen=True)
class Page:
    """Events, the latest first; `hidden` are the numbers of those of which the reader may know no more."""

    events: Sequence[Event]
    hidden: frozenset[int]
    after: Place | None


def page_of(reader: TrailReader, wanted: Wanted, *, zone: str, after: Place | None = None) -> Page:
    """A page of a team's events, as a reader may see them: the first, or the one after a place."""
    rows = db.session.execute(page_query(reader, wanted, zone=zone, after=after)).all()
    shown = rows[:PAGE]
    last = shown[-1][0] if len(rows) > PAGE else None
    return Page(
        [event for event, _ in shown],
        frozenset(event.seq for event, hidden in shown if hidden),
        Place(last.at, last.seq) if last else None,
    )


def page_query(
    reader: TrailReader, wanted: Wanted, *, zone: str, after: Place | None = None
) -> sa.Select[Event, bool]:
    """The query of a page, one row more than it shows.

    What is hidden is shown as a link of the chain, and in no list that is narrowed: there it would tell of
    whom or what it is.
    """
    hidden = is_hidden(reader)
    query = sa.select(Event, hidden).where(Event.chain == chain_of(reader.team_id))
    query = query.where(*_conditions(wanted, zone))
    if wanted.narrows:
        query = query.where(~hidden)
    if after is not None:
        place = sa.tuple_(sa.literal(after.at, UtcDateTime()), sa.literal(after.seq))
        query = query.where(sa.tuple_(Event.at, Event.seq) < place)
    return query.order_by(Event.at.desc(), Event.seq.desc()).limit(PAGE + 1)


def _conditions(wanted: Wanted, zone: str) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.group:
        conditions.append(Event.tag.in_([tag.value for tag in tags_in(wanted.group)]))
    if wanted.actor:
        conditions.append(Event.actor == wanted.actor)
    if wanted.since:
        conditions.append(Event.at >= dates.midnight(wanted.since, zone))
    if wanted.until:
        conditions.append(Event.at < dates.midnight(dates.shifted(wanted.until, 1), zone))
    if wanted.about:
        conditions.append(_is_about(wanted.about))
    return conditions


def _is_about(about: str) -> sa.ColumnElement[bool]:
    kind, _, number = about.partition(":")
    if kind == "user":
        return sa.or_(Event.subject == about, Event.actor == about)
    if finder := part_finder(kind):
        return finder(int(number))
    told_with_it = [
        sa.select(named(subject.kind, subject.model.id)).where(getattr(subject.model, column) == int(number))
        for subject in SUBJECTS.values()
        if (column := subject.told_with.get(kind))
    ]
    if not told_with_it:
        return Event.subject == about
    return Event.subject.in_(sa.union_all(sa.select(sa.literal(about)), *told_with_it))
