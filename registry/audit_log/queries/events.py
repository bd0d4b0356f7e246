"""Finding events of a team for people: by kind, person, day or thing, a page at a time, the latest first."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry import dates
from registry.audit.models import SUBJECTS, Event
from registry.audit.rules.hash_chain import chain_of
from registry.audit.rules.tags import Group, tags_in
from registry.audit_log.access import Reader, is_hidden
from registry.committees.models import Seat, Term
from registry.database.session import db
from registry.database.types import UtcDateTime
from registry.partners.models.people import Grant, Representative
from registry.partners.rules.events import PartnerEvent

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


def page_of(reader: Reader, wanted: Wanted, *, zone: str, after: Place | None = None) -> Page:
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
    reader: Reader, wanted: Wanted, *, zone: str, after: Place | None = None
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
    if kind in _PARTS:
        return _PARTS[kind](int(number))
    belonging = [
        _named(subject.kind, sa.select(subject.model.id).where(getattr(subject.model, column) == int(number)))
        for subject in SUBJECTS.values()
        if (column := subject.told_with.get(kind))
    ]
    if not belonging:
        return Event.subject == about
    return Event.subject.in_(sa.union_all(sa.select(sa.literal(about)), *belonging))


def _is_about_seat(seat_id: int) -> sa.ColumnElement[bool]:
    """Events of its committee that name the seat, or a term in it."""
    committee = sa.select(Seat.committee_id.label("id")).where(Seat.id == seat_id)
    return sa.and_(
        Event.subject.in_(_named("committee", committee)),
        sa.or_(
            _detail("seat") == seat_id,
            _detail("term").in_(sa.select(Term.id).where(Term.seat_id == seat_id)),
        ),
    )


def _is_about_grant(grant_id: int) -> sa.ColumnElement[bool]:
    """Events of its partner that name the authority, and the listing and ending of whom it was given to."""
    partner = sa.select(Grant.partner_id.label("id")).where(Grant.id == grant_id)
    signatory = sa.select(Grant.signatory_id).where(Grant.id == grant_id)
    speaker = sa.select(Representative.user_id).join(Grant, Grant.representative_id == Representative.id)
    return sa.and_(
        Event.subject.in_(_named("partner", partner)),
        sa.or_(
            _detail("grant") == grant_id,
            _detail("instead_of") == grant_id,
            sa.and_(
                Event.tag.in_([PartnerEvent.SIGNATORY_ADDED, PartnerEvent.SIGNATORY_ENDED]),
                _detail("signatory").in_(signatory),
            ),
            sa.and_(
                Event.tag.in_([PartnerEvent.REPRESENTATIVE_ADDED, PartnerEvent.REPRESENTATIVE_ENDED]),
                _detail("user").in_(speaker.where(Grant.id == grant_id)),
            ),
        ),
    )


#: Things that are told of by events about what they are part of.
_PARTS: dict[str, Callable[[int], sa.ColumnElement[bool]]] = {
    "seat": _is_about_seat,
    "grant": _is_about_grant,
}


def _detail(name: str) -> sa.ColumnElement[int]:
    """A number among the details of an event."""
    number: sa.ColumnElement[int] = Event.details[name].as_integer()
    return number


def _named(kind: str, ids: sa.Select[int]) -> sa.Select[str]:
    found = ids.subquery()
    return sa.select(sa.literal(f"{kind}:") + sa.cast(found.c[0], sa.String))
