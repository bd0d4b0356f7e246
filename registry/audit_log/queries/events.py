"""Finds a team's events for people: by kind, person, day or subject, page by page, latest first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry import dates
from registry.audit.hooks import TrailReader, is_hidden, part_finder
from registry.audit.models import SUBJECTS, Event, named
from registry.audit.rules.hash_chain import chain_of
from registry.audit.rules.tags import Group, tags_in
from registry.database.queries import keysets
from registry.database.queries.keysets import Place
from registry.database.queries.statements import composed_once
from registry.security.permissions import Role

#: Events on one page.
PAGE = 50
#: The order of the events.
ORDER = sa.tuple_(Event.at, Event.seq)


@dataclass(frozen=True)
class Wanted:
    """A filter for events; empty for all."""

    group: Group | None = None
    #: Who acted, as events name them: `user:3`.
    actor: str = ""
    #: First and last day, in the team's time zone.
    since: dt.date | None = None
    until: dt.date | None = None
    #: The subject of the events: `partner:12`, including events of things that belong to it; for a person,
    #: also their acts.
    about: str = ""

    @property
    def narrows(self) -> bool:
        """Whether the filter excludes any event."""
        return any((self.group, self.actor, self.since, self.until, self.about))


@dataclass(frozen=True)
class EventPage:
    """A page of events, latest first; `hidden` are the sequence numbers of events whose content the reader
    must not see.
    """

    events: Sequence[Event]
    hidden: frozenset[int]
    after: Place[dt.datetime] | None


def page_of(
    reader: TrailReader, wanted: Wanted, *, zone: str, after: Place[dt.datetime] | None = None
) -> EventPage:
    """A page of a team's events as a reader may see them: the first one, or the one after a position."""
    if reader.role is Role.COORDINATOR and not wanted.narrows:
        found = _whole_trail(reader, after)
    else:
        found = keysets.page(wanted_events(reader, wanted, zone=zone), ORDER, after, PAGE, descending=True)
    last = found.after[0] if found.after is not None else None
    return EventPage(
        [event for event, _ in found.rows],
        frozenset(event.seq for event, hidden in found.rows if hidden),
        Place(last.at, last.seq) if last else None,
    )


def _whole_trail(reader: TrailReader, after: Place[dt.datetime] | None) -> keysets.Page[sa.Row[Event, bool]]:
    """A page of the whole trail for a coordinator: what is hidden from coordinators follows from columns."""
    chain, (at, seq) = chain_of(reader.team_id), after.key if after else (None, None)
    rows = _rows_for_coordinator(reader.user_id, reader.team_id, reader.on, chain, at=at, seq=seq)
    return keysets.cut(rows.all(), PAGE)


@composed_once
def _rows_for_coordinator(
    user_id: int, team_id: int, on: dt.date, chain: str, *, at: dt.datetime | None, seq: int | None
) -> sa.Select[Event, bool]:
    hidden = is_hidden(TrailReader(user_id, team_id, Role.COORDINATOR, on))
    query = sa.select(Event, hidden).where(Event.chain == chain)
    return keysets.page_query(query, ORDER, None if at is None else sa.tuple_(at, seq), PAGE, descending=True)


def wanted_events(reader: TrailReader, wanted: Wanted, *, zone: str) -> sa.Select[Event, bool]:
    """The query of all events that match a filter, each with whether it is hidden from the reader.

    Without a filter, a hidden event is listed as a link of the chain. With a filter it is omitted: being
    listed would reveal whom or what it concerns.
    """
    hidden = is_hidden(reader)
    query = sa.select(Event, hidden).where(Event.chain == chain_of(reader.team_id))
    query = query.where(*_conditions(wanted, zone))
    if wanted.narrows:
        query = query.where(~hidden)
    return query


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
