"""Gives seats to people of the team, to newly invited people, or to people known only by name."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.audit.services import events
from registry.committees.models import Committee, Seat, Term
from registry.committees.queries import committees
from registry.committees.rules import (
    MOST_SEATS,
    CommitteeEvent,
    TermKind,
    check_free,
    check_names,
    check_period,
    check_stands_in,
    covers,
    left_of,
)
from registry.committees.services.committees import tell
from registry.database.session import db
from registry.errors import N_, InvalidInput, RuleBroken
from registry.partners.models.partners import Partner
from registry.security.actors import Act
from registry.teams.hooks import Say
from registry.teams.services import memberships


@dataclass(frozen=True)
class Span:
    """Days of a term or a seat."""

    starts_on: dt.date
    ends_on: dt.date | None


def add_seat(
    committee: Committee,
    *,
    label_en: str,
    label_fr: str = "",
    partner: Partner | None = None,
    sector: str = "",
    starts_on: dt.date,
    act: Act,
) -> Seat:
    """Add a seat for an organization or sector; it is vacant until somebody gets it."""
    check_names(label_en, label_fr, field="label_en")
    check_one_of(partner, sector)
    count = db.session.scalar(sa.select(sa.func.count()).where(Seat.committee_id == committee.id)) or 0
    if count >= MOST_SEATS:
        raise RuleBroken(N_("A committee has at most %(count)s seats."), count=MOST_SEATS)
    seat = Seat(
        committee=committee,
        label_en=label_en or label_fr,
        label_fr=label_fr or label_en,
        partner=partner,
        sector=sector,
        position=count + 1,
        starts_on=starts_on,
    )
    db.session.add(seat)
    db.session.flush()
    events.record(CommitteeEvent.SEAT_ADDED, committee, act, seat=seat.id, starts_on=starts_on.isoformat())
    return seat


def end_seat(seat: Seat, *, on: dt.date, act: Act) -> None:
    """Remove a seat from the committee from a day on; its terms end then."""
    check_period(seat.starts_on, on)
    if any(term.starts_on >= on for term in committees.terms_of(seat.id)):
        raise RuleBroken(N_("Somebody is to have this seat later: strike that term out first."))
    seat.ends_on = on
    end_with_seat(seat)
    events.record(CommitteeEvent.SEAT_ENDED, seat.committee, act, seat=seat.id, ends_on=on.isoformat())
    tell(Say.SEAT_ENDED, seat.committee, seat.label_en, None, act=act)


def end_with_seat(seat: Seat) -> list[Term]:
    """End the terms that would outlast their seat, and return them."""
    if seat.ends_on is None:
        return []
    outlasting = [
        term
        for term in committees.terms_of(seat.id)
        if term.starts_on < seat.ends_on and (term.ends_on is None or term.ends_on > seat.ends_on)
    ]
    for term in outlasting:
        _keep_plan(term, ("seat", seat.id))
        term.ends_on = seat.ends_on
    db.session.flush()
    return outlasting


def _keep_plan(term: Term, subject: tuple[str, int] | None) -> None:
    """Keep what a term says of its end, where it ends with something else."""
    named = f"{subject[0]}:{subject[1]}" if subject else ""
    if named and named == term.ended_with:  # it ended with this before: the plan of then is the one to keep
        return
    term.ended_with = named
    term.planned_end, term.planned_reason = (term.ends_on, term.end_reason) if subject else (None, "")


def give_seat(
    seat: Seat,
    *,
    kind: TermKind = TermKind.HOLDER,
    user_id: int | None,
    person_name: str,
    partner: Partner | None = None,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    granted_by: str = "",
    act: Act,
) -> Term:
    """Give a seat, or the role of its alternate, to a person from a day on.

    `ends_on` is the first day on which they no longer have it; `partner` is the organization they come from.
    """
    term = add_term(
        seat,
        kind=kind,
        user_id=user_id,
        person_name=person_name,
        partner_id=partner.id if partner else seat.partner_id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=granted_by,
        act=act,
    )
    events.record(CommitteeEvent.SEAT_GIVEN, seat.committee, act, seat=seat.id, term=term.id, kind=kind.value)
    tell(Say.SEAT_GIVEN, seat.committee, term.person_name, user_id, act=act)
    return term


def add_term(
    seat: Seat,
    *,
    kind: TermKind,
    user_id: int | None,
    person_name: str,
    partner_id: int | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    granted_by: str,
    act: Act,
) -> Term:
    """Add the row without an event, for a change that records its own event."""
    if not person_name.strip():
        raise InvalidInput(N_("Enter who is to have the seat."), field="name")
    check_period(starts_on, ends_on)
    span = Span(starts_on, ends_on)
    if not covers(seat, starts_on):
        raise RuleBroken(N_("The committee does not have this seat on that day."), field="starts_on")
    check_free(span, committees.terms_of(seat.id, kind))
    if kind is TermKind.ALTERNATE:
        check_stands_in(span, committees.terms_of(seat.id, TermKind.HOLDER))
    term = Term(
        seat=seat,
        kind=kind,
        user_id=user_id,
        person_name=person_name.strip(),
        partner_id=partner_id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=granted_by,
        recorded_at=act.at,
    )
    term.done_by(act.by)
    db.session.add(term)
    db.session.flush()
    return term


def end_term(
    term: Term, *, on: dt.date, reason: str, ended_with: tuple[str, int] | None = None, act: Act
) -> None:
    """End a person's term on a day; the seat is vacant from then on. `ended_with` is what it ends with."""
    check_period(term.starts_on, on)
    others = [
        other_term for other_term in committees.terms_of(term.seat_id, term.kind) if other_term is not term
    ]
    check_free(Span(term.starts_on, on), others, field="ends_on")
    _keep_plan(term, ended_with)
    term.ends_on, term.end_reason = on, reason
    events.record(
        CommitteeEvent.TERM_ENDED,
        term.seat.committee,
        act,
        seat=term.seat_id,
        term=term.id,
        ends_on=on.isoformat(),
    )
    tell(Say.SEAT_ENDED, term.seat.committee, term.person_name, term.user_id, act=act)


def strike_term(term: Term, *, reason: str, ended_with: tuple[str, int] | None = None, act: Act) -> None:
    """Strike out a mistaken term, or one that will not be because of something else; it stays visible, with
    who struck it out and why.
    """
    term.strike(reason=reason, act=act)
    _keep_plan(term, ended_with)
    events.record(CommitteeEvent.TERM_STRUCK, term.seat.committee, act, seat=term.seat_id, term=term.id)
    if left_of(term, act.on) is not None:
        tell(Say.TERM_CORRECTED, term.seat.committee, term.person_name, term.user_id, act=act)


def check_one_of(partner: Partner | None, sector: str) -> None:
    """A seat speaks for an organization or for a sector."""
    if (partner is None) == (not sector.strip()):
        raise RuleBroken(
            N_("A seat belongs to an organization or to a sector: choose one of the two."), field="sector"
        )


def seat_person(
    seat: Seat,
    *,
    kind: TermKind,
    user_id: int | None,
    name: str,
    email: str,
    language: str,
    partner: Partner | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    granted_by: str,
    act: Act,
) -> Term:
    """Give a seat to an account of the team, or to a named person, who is invited if they have an address."""
    user = memberships.let_take_part(
        seat.committee.team, user_id=user_id, name=name, email=email, language=language, act=act
    )
    return give_seat(
        seat,
        kind=kind,
        user_id=user.id if user else None,
        person_name=user.name if user else name,
        partner=partner,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=granted_by,
        act=act,
    )
