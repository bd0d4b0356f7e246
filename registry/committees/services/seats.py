"""Gives seats to people of the team, to newly invited people, or to people known only by name."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.audit.services import events
from registry.committees.models import Committee, Seat, Term, WrongSeat
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
)
from registry.committees.services.committees import tell
from registry.database.session import db
from registry.errors import N_, InvalidInput, RuleBroken
from registry.partners.models.partners import Partner
from registry.security.actors import Act
from registry.teams.hooks import Say
from registry.teams.services import memberships


@dataclass(frozen=True)
class _Span:
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
    _check_one_of(partner, sector)
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


@dataclass(frozen=True, kw_only=True)
class SeatEntry:
    """What is entered about a seat."""

    label_en: str
    label_fr: str
    partner: Partner | None
    sector: str
    starts_on: dt.date
    ends_on: dt.date | None = None


def correct_seat(seat: Seat, entry: SeatEntry, *, reason: str, act: Act) -> None:
    """Put right what was entered about a seat: on every day it was as it now says. What it said before stays,
    struck through. A seat that changes hands ends, and another one begins.
    """
    check_names(entry.label_en, entry.label_fr, field="label_en")
    _check_one_of(entry.partner, entry.sector)
    check_period(entry.starts_on, entry.ends_on)
    _check_terms_inside(seat, _Span(entry.starts_on, entry.ends_on))
    wrong = WrongSeat(
        seat_id=seat.id,
        label_en=seat.label_en,
        label_fr=seat.label_fr,
        partner_id=seat.partner_id,
        sector=seat.sector,
        starts_on=seat.starts_on,
        ends_on=seat.ends_on,
    )
    wrong.strike(reason=reason, act=act)
    db.session.add(wrong)
    seat.label_en = entry.label_en or entry.label_fr
    seat.label_fr = entry.label_fr or entry.label_en
    seat.partner, seat.sector = entry.partner, entry.sector
    seat.starts_on, seat.ends_on = entry.starts_on, entry.ends_on
    db.session.flush()
    events.record(CommitteeEvent.SEAT_CHANGED, seat.committee, act, seat=seat.id, wrong=wrong.id)


def _check_terms_inside(seat: Seat, span: _Span) -> None:
    """No term may lie outside the days of its seat."""
    for term in committees.terms_of(seat.id):
        starts_early = term.starts_on < span.starts_on
        ends_late = span.ends_on is not None and (term.ends_on is None or term.ends_on > span.ends_on)
        if starts_early or ends_late:
            raise RuleBroken(
                N_("The term of %(name)s lies outside these days. Correct that term first."),
                field="starts_on" if starts_early else "ends_on",
                name=term.person_name,
            )


def end_seat(seat: Seat, *, on: dt.date, act: Act) -> None:
    """Remove a seat from the committee from a day on; its terms end then."""
    check_period(seat.starts_on, on)
    for term in committees.terms_of(seat.id):
        if term.ends_on is None or term.ends_on > on:
            if term.starts_on >= on:
                raise RuleBroken(N_("Somebody is to have this seat later: strike that term out first."))
            term.ends_on = on
    seat.ends_on = on
    events.record(CommitteeEvent.SEAT_ENDED, seat.committee, act, seat=seat.id, ends_on=on.isoformat())
    tell(Say.SEAT_ENDED, seat.committee, seat.label_en, None, act=act)


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
    if not person_name.strip():
        raise InvalidInput(N_("Enter who is to have the seat."), field="name")
    check_period(starts_on, ends_on)
    span = _Span(starts_on, ends_on)
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
        partner_id=partner.id if partner else seat.partner_id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=granted_by,
        recorded_at=act.at,
    )
    term.done_by(act.by)
    db.session.add(term)
    db.session.flush()
    events.record(CommitteeEvent.SEAT_GIVEN, seat.committee, act, seat=seat.id, term=term.id, kind=kind.value)
    tell(Say.SEAT_GIVEN, seat.committee, term.person_name, user_id, act=act)
    return term


def end_term(term: Term, *, on: dt.date, reason: str, act: Act) -> None:
    """End a person's term on a day; the seat is vacant from then on."""
    check_period(term.starts_on, on)
    others = [
        other_term for other_term in committees.terms_of(term.seat_id, term.kind) if other_term is not term
    ]
    check_free(_Span(term.starts_on, on), others, field="ends_on")
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


def strike_term(term: Term, *, reason: str, act: Act) -> None:
    """Strike out a mistaken term; it stays visible, with who struck it out and why."""
    term.strike(reason=reason, act=act)
    events.record(CommitteeEvent.TERM_STRUCK, term.seat.committee, act, seat=term.seat_id, term=term.id)
    tell(Say.SEAT_ENDED, term.seat.committee, term.person_name, term.user_id, act=act)


def correct_term(
    term: Term,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    person_name: str = "",
    reason: str,
    act: Act,
) -> Term:
    """Correct a term: the old one is struck out, and another takes its place. The name is corrected only
    where the person has no account.
    """
    strike_term(term, reason=reason, act=act)
    right = give_seat(
        term.seat,
        kind=term.kind,
        user_id=term.user_id,
        person_name=(person_name if term.user_id is None else "") or term.person_name,
        partner=term.partner,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=term.granted_by,
        act=act,
    )
    right.end_reason = term.end_reason if ends_on else ""
    term.superseded_by_id = right.id
    return right


def _check_one_of(partner: Partner | None, sector: str) -> None:
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
