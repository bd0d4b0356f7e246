"""Everything the pages of committees show, in few queries, as of a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.committees.models import ChairChange, Committee, Interest, Seat, Term, WrongSeat
from registry.committees.queries import committees, steering_committees
from registry.committees.queries.committees import Member, SeatOn
from registry.committees.queries.steering_committees import Steering
from registry.committees.rules import covers
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.errors import N_, NotFound, Refused
from registry.partners.queries.register import roll_of
from registry.partners.rules.names import sort_key
from registry.partners.rules.partners import ENDED
from registry.teams.hooks import finds_mandates

#: Interests on one page.
PAGE = 30


def page_of(
    committee_id: int, *, until: dt.date | None = None, after_id: int | None = None, most: int = PAGE
) -> Page[Interest]:
    """A page of the interests declared in a committee, latest day first; with `until`, only those declared
    until that day.
    """
    query = sa.select(Interest).where(Interest.committee_id == committee_id)
    last = db.session.scalar(query.where(Interest.id == after_id)) if after_id else None
    query = query.options(joinedload(Interest.seat))
    if until is not None:
        query = query.where(Interest.declared_on <= until)
    place = None if last is None else (last.declared_on, last.id)
    return keysets.page(query, sa.tuple_(Interest.declared_on, Interest.id), place, most, descending=True)


def own_seat(user: User, committee: Committee, on: dt.date) -> Member:
    """A person's seat in a committee on a day: the chair's if they have it, else one they hold, else one they
    stand in for. Raises `Refused` when they have none.
    """
    theirs = [member for member in committees.members_on(committee.id, on) if member.user_id == user.id]
    if not theirs:
        raise Refused(N_("You do not sit on this committee today."))
    return min(theirs, key=lambda member: (not member.is_chair, member.is_alternate))


#: Interests shown on the page of their committee; a page of their own lists all.
LATEST = 5


@dataclass(frozen=True)
class Body:
    """A committee on a day, with its seats and the groups that report to it."""

    committee: Committee
    seats: Sequence[SeatOn]
    groups: "Sequence[Body]"

    @property
    def vacant(self) -> list[SeatOn]:
        """The vacant seats."""
        return [seat for seat in self.seats if seat.is_vacant]

    @property
    def chair(self) -> Term | None:
        """The term of the chair."""
        return next((seat.holder for seat in self.seats if seat.is_chair), None)


@dataclass(frozen=True)
class Bodies:
    """The committees of a team on a day: top-level ones, the groups below them, and closed ones."""

    on_top: Sequence[Body]
    closed: Sequence[Committee]

    steering: Steering


@dataclass(frozen=True)
class WrittenTerm:
    """A term with its seat."""

    term: Term
    seat: Seat


@dataclass(frozen=True)
class WrittenChair:
    """The seat that has the chair from a day on; without a seat, nobody chairs the committee."""

    change: ChairChange
    seat: Seat | None


@dataclass(frozen=True)
class CommitteePage:
    """A committee on a day, with its past and future."""

    body: Body
    reports_to: Committee | None
    steering: Steering
    #: Seats that the committee had before the day, or will have after it.
    other_seats: Sequence[Seat]
    past: Sequence[WrittenTerm]
    coming: Sequence[WrittenTerm]
    #: Terms that were struck out as errors.
    struck: Sequence[WrittenTerm]
    #: What had been entered about its seats and was put right.
    wrong_seats: Sequence[WrongSeat]
    chairs: Sequence[WrittenChair]
    interests: Page[Interest]

    def seats(self, user_id: int) -> bool:
        """Whether a person sits here, as holder or alternate."""
        terms = [term for seat in self.body.seats for term in (seat.holder, seat.alternate) if term]
        return any(term.user_id == user_id for term in terms)


def bodies_on(team_id: int, on: dt.date) -> Bodies:
    """The committees of a team on a day, the steering committee first, groups below the body they report
    to.
    """
    everyone = committees.committees_of(team_id)
    at_top = steering_committees.steering_on(team_id, on)
    open_committees = steering_committees.in_order(
        (one for one in everyone if not one.is_closed(on)), at_top.committee
    )
    seats = committees.seats_of_many([one.id for one in open_committees], on)
    open_ids = {one.id for one in open_committees}
    groups: dict[int, list[Committee]] = defaultdict(list)
    for committee in open_committees:
        groups[
            committee.reports_to_id if committee.reports_to_id and committee.reports_to_id in open_ids else 0
        ].append(committee)
    return Bodies(
        on_top=_bodies(groups, seats),
        closed=[one for one in everyone if one.is_closed(on)],
        steering=at_top,
    )


def page_on(team_id: int, committee_id: int, on: dt.date) -> CommitteePage:
    """Everything known of a committee as of a day; raises `NotFound`."""
    everyone = {one.id: one for one in committees.committees_of(team_id)}
    committee = everyone.get(committee_id)
    if committee is None:
        raise NotFound(N_("There is no such committee."))
    chairs = committees.chair_changes_of(committee_id)
    rows = _rows(committee_id, on)
    seats = {row.seat.id: row.seat for row in rows}
    every_term = [WrittenTerm(row.term, row.seat) for row in rows if row.term is not None]
    terms = [term for term in every_term if term.term.stands]
    present = [] if committee.is_closed(on) else _present(rows, on)
    sitting = [term for seat_on in present for term in (seat_on.holder, seat_on.alternate)]
    groups = [one for one in everyone.values() if one.reports_to_id == committee_id and not one.is_closed(on)]
    return CommitteePage(
        body=Body(committee, present, [Body(group, [], []) for group in groups]),
        reports_to=everyone.get(committee.reports_to_id or 0),
        steering=steering_committees.steering_on(team_id, on),
        other_seats=[seat for seat in seats.values() if not covers(seat, on)],
        past=[term for term in reversed(terms) if term.term.starts_on <= on and term.term not in sitting],
        coming=[term for term in terms if term.term.starts_on > on],
        struck=[term for term in every_term if not term.term.stands],
        wrong_seats=committees.wrong_seats_of(committee_id) if any(row.was_wrong for row in rows) else [],
        chairs=[WrittenChair(chair, seats.get(chair.seat_id or 0)) for chair in reversed(chairs)],
        interests=page_of(committee_id, until=on, most=LATEST),
    )


def open_names(team_id: int, on: dt.date, *, but: Committee | None = None) -> dict[int, str]:
    """The committees of a team that a group may report to, by number."""
    return {
        committee.id: committee.name()
        for committee in steering_committees.open_on(team_id, on)
        if committee is not but
    }


def seat_names(committee: Committee, on: dt.date) -> dict[int, str]:
    """The seats of a committee on a day, with their holders, by number."""
    return {
        seat.seat.id: f"{seat.seat.name()} ({seat.holder.person_name})" if seat.holder else seat.seat.name()
        for seat in committees.seats_of(committee.id, on)
    }


def member_names(committee: Committee, on: dt.date) -> dict[int, str]:
    """The people on a committee on a day, by term."""
    return {
        member.term.id: f"{member.name} ({member.seat.name()})"
        for member in committees.members_on(committee.id, on)
    }


def partner_names(team_id: int, on: dt.date) -> dict[int, str]:
    """The partners of a team that participate on a day, by number."""
    rows = [row for row in roll_of(team_id, on) if row.status not in ENDED]
    return {row.id: row.name for row in sorted(rows, key=lambda row: sort_key(row.name))}


@finds_mandates(2)
def mandates(team_id: int, user_ids: Collection[int], on: dt.date) -> list[tuple[int, str]]:
    """The seats that some people of a team hold or stand in for on a day, by account."""
    sat_in = _where_they_sat(team_id, user_ids).scalars()
    committees_by_id = {committee.id: committee for committee in sat_in if not committee.is_closed(on)}
    seats = committees.seats_of_many(list(committees_by_id), on) if committees_by_id else {}
    return [
        (
            term.user_id,
            _(
                "%(committee)s: %(seat)s",
                committee=committees_by_id[committee_id].name(),
                seat=seat_id.seat.name(),
            ),
        )
        for committee_id, of_one in seats.items()
        for seat_id in of_one
        for term in (seat_id.holder, seat_id.alternate)
        if term is not None and term.user_id is not None and term.user_id in user_ids
    ]


@composed_once
def _where_they_sat(team_id: int, user_ids: Collection[int]) -> sa.Select[Committee]:
    ids = sa.select(Seat.committee_id).join(Term, Term.seat_id == Seat.id).where(Term.user_id.in_(user_ids))
    return sa.select(Committee).where(Committee.team_id == team_id, Committee.id.in_(ids))


def _bodies(
    groups: Mapping[int, Sequence[Committee]], seats: Mapping[int, Sequence[SeatOn]], above: int = 0
) -> list[Body]:
    return [
        Body(committee, seats.get(committee.id, ()), _bodies(groups, seats, committee.id))
        for committee in groups.get(above, ())
    ]


@dataclass(frozen=True)
class _Row:
    """A seat that a committee has or had, with one of its terms; as of a day."""

    seat: Seat
    term: Term | None
    #: Whether somebody sits there by this term.
    sits: bool
    #: The seat that has the chair.
    chairing_id: int | None
    #: Whether the seat was put right.
    was_wrong: bool


def _rows(committee_id: int, on: dt.date) -> list[_Row]:
    was_wrong = sa.select(WrongSeat.id).where(WrongSeat.seat_id == Seat.id).correlate(Seat).exists()
    query = (
        sa.select(Seat, Term, committees.sits(on), committees.chairing_seat(on), was_wrong)
        .outerjoin(Term, Term.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id)
        .order_by(Term.starts_on, Term.id)
        .options(joinedload(Seat.partner))
    )
    return [_Row(*row) for row in db.session.execute(query)]


def _present(rows: Sequence[_Row], on: dt.date) -> list[SeatOn]:
    """The seats of the day, in their order, each with who sits there."""
    there = [row for row in rows if covers(row.seat, on)]
    there.sort(key=lambda row: (row.seat.position, row.seat.id, row.term.id if row.term else 0))
    held = ((row.seat, row.term if row.sits else None, row.chairing_id) for row in there)
    return [seat for seats in committees.seats_in(held).values() for seat in seats]
