"""Committees, seats and members as of a day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from registry.committees.models import ChairChange, Committee, Seat, Term, WrongSeat
from registry.committees.rules import TermKind
from registry.database.queries.statements import composed_once
from registry.database.session import db, kept_while_reading
from registry.errors import N_, NotFound
from registry.partners.models.partners import Partner
from registry.partners.queries.register import status_on
from registry.partners.rules.partners import ENDED


@dataclass(frozen=True)
class SeatOn:
    """A seat on a day: its holder, its alternate, whether it has the chair. Without a holder it is vacant."""

    seat: Seat
    holder: Term | None
    alternate: Term | None
    is_chair: bool

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds it."""
        return self.holder is None


@dataclass(frozen=True)
class Member:
    """A person on a committee on a day, as holder of a seat or as its alternate."""

    user_id: int | None
    name: str
    seat: Seat
    term: Term
    is_chair: bool
    is_alternate: bool
    #: The organization they come from.
    partner_id: int | None


def committee_of(team_id: int, committee_id: int) -> Committee:
    """A committee of a team; raises `NotFound`."""
    query = sa.select(Committee).where(Committee.team_id == team_id, Committee.id == committee_id)
    committee: Committee | None = db.session.scalar(query.options(joinedload(Committee.team)))
    if committee is None:
        raise NotFound(N_("There is no such committee."))
    return committee


@kept_while_reading
def committees_of(team_id: int) -> list[Committee]:
    """All committees of a team, oldest first."""
    return list(_of_team(team_id).scalars())


@composed_once
def _of_team(team_id: int) -> sa.Select[Committee]:
    return sa.select(Committee).where(Committee.team_id == team_id).order_by(Committee.id)


def seat_of(committee: Committee, seat_id: int) -> Seat:
    """A seat of a committee; raises `NotFound`."""
    query = sa.select(Seat).where(Seat.committee_id == committee.id, Seat.id == seat_id)
    seat: Seat | None = db.session.scalar(query)
    if seat is None:
        raise NotFound(N_("There is no such seat."))
    return seat


def term_of(seat: Seat, term_id: int) -> Term:
    """A term of a seat; raises `NotFound`."""
    term: Term | None = db.session.scalar(sa.select(Term).where(Term.seat_id == seat.id, Term.id == term_id))
    if term is None:
        raise NotFound(N_("There is no such term."))
    return term


def terms_of(seat_id: int, kind: TermKind | None = None) -> list[Term]:
    """All terms of a seat, past and future, in order of time, without struck-out ones."""
    query = sa.select(Term).where(Term.seat_id == seat_id, Term.stands)
    if kind is not None:
        query = query.where(Term.kind == kind.value)
    return list(db.session.scalars(query.order_by(Term.starts_on, Term.id)))


def wrong_seats_of(committee_id: int) -> list[WrongSeat]:
    """What had been entered about the seats of a committee and was put right, latest correction first."""
    query = (
        sa.select(WrongSeat)
        .join(WrongSeat.seat)
        .where(Seat.committee_id == committee_id)
        .options(contains_eager(WrongSeat.seat), joinedload(WrongSeat.partner))
        .order_by(WrongSeat.id.desc())
    )
    return list(db.session.scalars(query))


def chair_change_of(committee: Committee, change_id: int) -> ChairChange:
    """A change of a committee's chair; raises `NotFound`."""
    query = sa.select(ChairChange).where(
        ChairChange.committee_id == committee.id, ChairChange.id == change_id
    )
    change: ChairChange | None = db.session.scalar(query)
    if change is None:
        raise NotFound(N_("There is no such entry."))
    return change


def seats_of(committee_id: int, on: dt.date) -> list[SeatOn]:
    """A committee's seats on a day, including vacant ones, in one query.

    Seats of an organization that has withdrawn, and those held by its people, are vacant from that day. A
    closed committee has none.
    """
    return seats_of_many([committee_id], on).get(committee_id, [])


def seats_of_many(committee_ids: Sequence[int], on: dt.date) -> dict[int, list[SeatOn]]:
    """The seats of several committees on a day, by committee."""
    if not committee_ids:
        return {}
    return seats_in(_seats_on(committee_ids, on))


@composed_once
def _seats_on(committee_ids: Sequence[int], on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    query = _seats_and_terms(on).add_columns(chairing_seat(on))
    return query.where(Seat.committee_id.in_(committee_ids))


def seats_in(rows: Iterable[tuple[Seat, Term | None, int | None]]) -> dict[int, list[SeatOn]]:
    """Seats with who holds them, by committee, from rows of a seat, a term of the day, and the seat that has
    the chair.
    """
    by_seat: dict[int, dict[int, SeatOn]] = {}
    for seat, term, chairing_id in rows:
        seats = by_seat.setdefault(seat.committee_id, {})
        seat_on = seats.get(seat.id) or SeatOn(seat, None, None, seat.id == chairing_id)
        seats[seat.id] = _with_term(seat_on, term)
    return {committee_id: list(seats.values()) for committee_id, seats in by_seat.items()}


def members_on(committee_id: int, on: dt.date) -> list[Member]:
    """The people on a committee on a day, alternates after those they stand in for."""
    return [member for seat in seats_of(committee_id, on) for member in _members(seat)]


@kept_while_reading
def seats_held(user_id: int, team_id: int, on: dt.date) -> list[Member]:
    """The seats of a team that a person holds or stands in for on a day."""
    seats = seats_of_many(list(_with_seats_of(user_id, team_id, on).scalars()), on)
    return [
        member
        for of_one in seats.values()
        for seat in of_one
        for member in _members(seat)
        if member.user_id == user_id
    ]


@composed_once
def _with_seats_of(user_id: int, team_id: int, on: dt.date) -> sa.Select[int]:
    """The open committees in which a person has, had or will have a seat."""
    query = sa.select(Committee.id).where(
        Committee.team_id == team_id, sa.or_(Committee.closed_on.is_(None), Committee.closed_on > on)
    )
    theirs = query.where(
        sa.select(Term.id)
        .join(Seat, Seat.id == Term.seat_id)
        .where(Seat.committee_id == Committee.id, Term.user_id == user_id)
        .exists()
    )
    return theirs.order_by(Committee.id)


def seats_held_query(user_id: int, team_id: int, on: dt.date) -> sa.Select[int, int, int | None, int | None]:
    """The query of `seats_held` (seat, committee, organization that has it, organization that its holder
    comes from), as part of a larger query.
    """
    return (
        _seats_and_terms(on)
        .with_only_columns(Seat.id, Seat.committee_id, Seat.partner_id, Term.partner_id)
        .where(Committee.team_id == team_id, Term.user_id == user_id)
        .order_by(None)
    )


def seats_for_partner(partner_id: int, on: dt.date) -> list[Seat]:
    """The seats of an organization on a day, and those that its people hold for a sector."""
    held = sa.select(Term.id).where(Term.seat_id == Seat.id, Term.partner_id == partner_id, _holds(on))
    query = (
        sa.select(Seat)
        .where(_active(Seat, on), sa.or_(Seat.partner_id == partner_id, held.exists()))
        .options(joinedload(Seat.committee))
        .order_by(Seat.committee_id, Seat.position, Seat.id)
    )
    return list(db.session.scalars(query))


def chair_changes_of(committee_id: int) -> list[ChairChange]:
    """The changes of a committee's chair, in order of recording."""
    query = sa.select(ChairChange).where(ChairChange.committee_id == committee_id)
    return list(db.session.scalars(query.order_by(ChairChange.effective_on, ChairChange.id)))


@lru_cache
def _seats_and_terms(on: dt.date) -> sa.Select[Seat, Term]:
    return (
        sa.select(Seat, Term)
        .outerjoin(Term, sa.and_(Term.seat_id == Seat.id, sits(on)))
        .join(Committee, Committee.id == Seat.committee_id)
        .where(_active(Seat, on), sa.or_(Committee.closed_on.is_(None), Committee.closed_on > on))
        .order_by(Seat.position, Seat.id, Term.id)
        .options(joinedload(Seat.partner))
    )


@lru_cache
def sits(on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: somebody sits in a seat by a term on a day; nobody does in the seat of an organization
    that takes no part any more, nor if they come from one.
    """
    is_gone = (
        sa.select(Partner.id)
        .where(Partner.id.in_([Term.partner_id, Seat.partner_id]))
        .where(sa.func.coalesce(status_on(on), "").in_([status.value for status in ENDED]))
        .correlate(Seat, Term)
        .exists()
    )
    return sa.and_(_holds(on), ~is_gone)


def _holds(on: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(_active(Term, on), Term.stands)


def _active(model: type[Seat] | type[Term], on: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(model.starts_on <= on, sa.or_(model.ends_on.is_(None), model.ends_on > on))


@lru_cache
def chairing_seat(on: dt.date) -> sa.ScalarSelect[int | None]:
    """The seat that has the chair of its committee on a day: what `in_force` finds among the changes."""
    query = (
        sa.select(ChairChange.seat_id)
        .where(ChairChange.committee_id == Seat.committee_id)
        .where(ChairChange.stands, ChairChange.effective_on <= on)
        .order_by(ChairChange.effective_on.desc(), ChairChange.id.desc())
    )
    return query.limit(1).correlate(Seat).scalar_subquery()


def _with_term(seat_on: SeatOn, term: Term | None) -> SeatOn:
    if term is None:
        return seat_on
    if term.kind == TermKind.HOLDER:
        return SeatOn(seat_on.seat, term, seat_on.alternate, seat_on.is_chair)
    return SeatOn(seat_on.seat, seat_on.holder, term, seat_on.is_chair)


def _members(seat_on: SeatOn) -> list[Member]:
    held = [
        (term, term is seat_on.alternate) for term in (seat_on.holder, seat_on.alternate) if term is not None
    ]
    return [
        Member(
            user_id=term.user_id,
            name=term.person_name,
            seat=seat_on.seat,
            term=term,
            is_chair=seat_on.is_chair and not is_alternate,
            is_alternate=is_alternate,
            partner_id=term.partner_id or seat_on.seat.partner_id,
        )
        for term, is_alternate in held
    ]
