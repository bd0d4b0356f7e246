"""The acts about a committee, from the audit trail, and those about one seat."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from registry.audit import hooks as audit_hooks
from registry.audit.models import Event, named, number_in
from registry.committees.models import Committee, Seat, Term
from registry.database.session import db
from registry.teams.queries.history import Told, events_told

#: The details of an event that name the day of its effect.
EFFECTIVE = ("effective_on", "ends_on", "closed_on", "starts_on")


@dataclass(frozen=True)
class Act:
    """One act: what, when, by whom, in which capacity, and its subject."""

    tag: str
    at: dt.datetime
    by: str
    capacity: str
    seat: Seat | None
    term: Term | None
    effective_on: dt.date | None


def acts_of(committee: Committee) -> list[Act]:
    """The latest acts about a committee, newest first."""
    seats = {
        seat.id: seat for seat in db.session.scalars(sa.select(Seat).where(Seat.committee_id == committee.id))
    }
    query = sa.select(Term).join(Seat, Seat.id == Term.seat_id).where(Seat.committee_id == committee.id)
    terms = {term.id: term for term in db.session.scalars(query)}
    told = events_told(committee.team_id, ("committee", committee.id))
    return [_act(event, seats, terms) for event in told]


def _act(told: Told, seats: Mapping[int, Seat], terms: Mapping[int, Term]) -> Act:
    details = told.event.details
    term = terms.get(details.get("term", 0))
    day = next((details[name] for name in EFFECTIVE if name in details), None)
    return Act(
        tag=told.event.tag,
        at=told.event.at,
        by=told.by,
        capacity=details.get("capacity", ""),
        seat=seats.get(term.seat_id if term else details.get("seat") or 0),
        term=term,
        effective_on=dt.date.fromisoformat(day) if day else None,
    )


@audit_hooks.tells_of("seat")
def is_about_seat(seat_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: an event of a committee names the seat, or a term in it."""
    committee = sa.select(named("committee", Seat.committee_id)).where(Seat.id == seat_id)
    terms = sa.select(Term.id).where(Term.seat_id == seat_id)
    return sa.and_(
        Event.subject.in_(committee), sa.or_(number_in("seat") == seat_id, number_in("term").in_(terms))
    )
