"""All that the pages of committees show, in few queries, as of a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.committees.models import ChairChange, Committee, Interest, Seat, Term
from registry.committees.queries import committees
from registry.committees.queries.committees import Member, SeatOn
from registry.committees.rules import covers
from registry.database import keysets
from registry.database.keysets import Page
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
    """A page of what was declared in a committee, the latest day first, until a day where one is given."""
    query = sa.select(Interest).where(Interest.committee_id == committee_id)
    last = db.session.scalar(query.where(Interest.id == after_id)) if after_id else None
    query = query.options(joinedload(Interest.seat))
    if until is not None:
        query = query.where(Interest.declared_on <= until)
    place = None if last is None else (last.declared_on, last.id)
    return keysets.page(query, sa.tuple_(Interest.declared_on, Interest.id), place, most, descending=True)


def own_seat(user: User, committee: Committee, on: dt.date) -> Member:
    """Where a person sits in a committee on a day, as chair or holder first; `Refused` where they do not."""
    theirs = [one for one in committees.members_on(committee.id, on) if one.user_id == user.id]
    if not theirs:
        raise Refused(N_("You do not sit on this committee today."))
    return min(theirs, key=lambda one: (not one.is_chair, one.is_alternate))


#: Interests on the page of their committee; there is more to read on their own.
LATEST = 5


@dataclass(frozen=True)
class Body:
    """A committee on a day, with its seats and the groups that report to it."""

    committee: Committee
    seats: Sequence[SeatOn]
    groups: "Sequence[Body]"

    @property
    def vacant(self) -> list[SeatOn]:
        """The seats that nobody holds."""
        return [one for one in self.seats if one.is_vacant]

    @property
    def chair(self) -> Term | None:
        """The term of who holds the chair's seat."""
        return next((one.holder for one in self.seats if one.is_chair), None)


@dataclass(frozen=True)
class Bodies:
    """The committees of a team on a day: those that report to none, all below them, the closed ones."""

    on_top: Sequence[Body]
    closed: Sequence[Committee]

    @property
    def has_steering(self) -> bool:
        """Whether one of them steers."""
        return any(one.committee.is_steering for one in self.on_top)


@dataclass(frozen=True)
class WrittenTerm:
    """A term with its seat."""

    term: Term
    seat: Seat


@dataclass(frozen=True)
class WrittenChair:
    """From when on a seat has the chair; no seat: nobody has."""

    change: ChairChange
    seat: Seat | None


@dataclass(frozen=True)
class CommitteePage:
    """A committee on a day, with what was before it and is to come."""

    body: Body
    reports_to: Committee | None
    #: Seats that it had before the day, or is to have after it.
    other_seats: Sequence[Seat]
    past: Sequence[WrittenTerm]
    coming: Sequence[WrittenTerm]
    #: Terms that were struck out as errors.
    struck: Sequence[WrittenTerm]
    chairs: Sequence[WrittenChair]
    interests: Page[Interest]

    def seats(self, user_id: int) -> bool:
        """Whether a person sits here, in a seat or as alternate."""
        terms = [term for one in self.body.seats for term in (one.holder, one.alternate) if term]
        return any(term.user_id == user_id for term in terms)


def bodies_on(team_id: int, on: dt.date) -> Bodies:
    """The committees of a team on a day, the steering one first, groups under what they report to."""
    everyone = committees.committees_of(team_id)
    there = [one for one in everyone if not one.is_closed(on)]
    seats = committees.seats_of_many([one.id for one in there], on)
    known = {one.id for one in there}
    groups: dict[int, list[Committee]] = defaultdict(list)
    for one in there:
        groups[one.reports_to_id if one.reports_to_id and one.reports_to_id in known else 0].append(one)
    return Bodies(_bodies(groups, seats), [one for one in everyone if one.is_closed(on)])


def page_on(team_id: int, committee_id: int, on: dt.date) -> CommitteePage:
    """All that is known of a committee, as of a day; `NotFound` where there is none."""
    everyone = {one.id: one for one in committees.committees_of(team_id)}
    committee = everyone.get(committee_id)
    if committee is None:
        raise NotFound(N_("There is no such committee."))
    chairs = committees.chair_changes_of(committee_id)
    seats, every_term = _all_seats_and_terms(committee_id)
    terms = [one for one in every_term if one.term.struck_at is None]
    present = committees.seats_chaired([committee_id], chairs, on).get(committee_id, [])
    sitting = [term for one in present for term in (one.holder, one.alternate)]
    groups = [one for one in everyone.values() if one.reports_to_id == committee_id and not one.is_closed(on)]
    return CommitteePage(
        body=Body(committee, present, [Body(one, [], []) for one in groups]),
        reports_to=everyone.get(committee.reports_to_id or 0),
        other_seats=[seat for seat in seats.values() if not covers(seat, on)],
        past=[one for one in reversed(terms) if one.term.starts_on <= on and one.term not in sitting],
        coming=[one for one in terms if one.term.starts_on > on],
        struck=[one for one in every_term if one.term.struck_at is not None],
        chairs=[WrittenChair(one, seats.get(one.seat_id or 0)) for one in reversed(chairs)],
        interests=page_of(committee_id, until=on, most=LATEST),
    )


def open_names(team_id: int, on: dt.date, *, but: Committee | None = None) -> dict[int, str]:
    """The committees of a team that a group may report to, by number."""
    there = committees.committees_of(team_id)
    return {one.id: one.name() for one in there if one is not but and not one.is_closed(on)}


def seat_names(committee: Committee, on: dt.date) -> dict[int, str]:
    """The seats of a committee on a day, with who holds them, by number."""
    return {
        one.seat.id: f"{one.seat.name()} ({one.holder.person_name})" if one.holder else one.seat.name()
        for one in committees.seats_of(committee.id, on)
    }


def member_names(committee: Committee, on: dt.date) -> dict[int, str]:
    """Those who sit on a committee on a day, by their term."""
    return {one.term.id: f"{one.name} ({one.seat.name()})" for one in committees.members_on(committee.id, on)}


def partner_names(team_id: int, on: dt.date) -> dict[int, str]:
    """The partners of a team that take part on a day, by number."""
    there = [row for row in roll_of(team_id, on) if row.status not in ENDED]
    return {row.id: row.name for row in sorted(there, key=lambda row: sort_key(row.name))}


@finds_mandates(2)
def mandates(team_id: int, user_ids: Collection[int], on: dt.date) -> list[tuple[int, str]]:
    """The seats that some people of a team hold or stand in for on a day, by account."""
    ids = sa.select(Seat.committee_id).join(Term, Term.seat_id == Seat.id).where(Term.user_id.in_(user_ids))
    query = sa.select(Committee).where(Committee.team_id == team_id, Committee.id.in_(ids))
    there = {one.id: one for one in db.session.scalars(query) if not one.is_closed(on)}
    seats = committees.seats_of_many(list(there), on) if there else {}
    return [
        (
            term.user_id,
            _("%(committee)s: %(seat)s", committee=there[committee_id].name(), seat=one.seat.name()),
        )
        for committee_id, of_one in seats.items()
        for one in of_one
        for term in (one.holder, one.alternate)
        if term is not None and term.user_id is not None and term.user_id in user_ids
    ]


def _bodies(
    groups: Mapping[int, Sequence[Committee]], seats: Mapping[int, Sequence[SeatOn]], above: int = 0
) -> list[Body]:
    return [Body(one, seats.get(one.id, ()), _bodies(groups, seats, one.id)) for one in groups.get(above, ())]


def _all_seats_and_terms(committee_id: int) -> tuple[dict[int, Seat], list[WrittenTerm]]:
    query = (
        sa.select(Seat, Term)
        .outerjoin(Term, Term.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id)
        .order_by(Term.starts_on, Term.id)
    )
    rows = db.session.execute(query).all()
    return {seat.id: seat for seat, _ in rows}, [WrittenTerm(term, seat) for seat, term in rows if term]
