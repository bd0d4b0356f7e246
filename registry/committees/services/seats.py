"""Giving a seat to a person of the team, to one who is invited for it, or to one known by name only."""

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
    """Add a place for an organization or a sector; it is vacant until somebody is given it."""
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


def change_seat(
    seat: Seat,
    *,
    label_en: str,
    label_fr: str,
    partner: Partner | None,
    sector: str,
    act: Act,
) -> None:
    """Change what a seat is called and whose it is."""
    check_names(label_en, label_fr, field="label_en")
    _check_one_of(partner, sector)
    seat.label_en, seat.label_fr = label_en or label_fr, label_fr or label_en
    seat.partner, seat.sector = partner, sector
    events.record(CommitteeEvent.SEAT_CHANGED, seat.committee, act, seat=seat.id)


def end_seat(seat: Seat, *, on: dt.date, act: Act) -> None:
    """From a day on the committee no longer has this place; terms in it end then."""
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
    """Give a seat, or the standing in for who holds it, to a person from a day on.

    `ends_on` is the first day on which they no longer have it; `partner` the organization they come from.
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
    """From a day on this person no longer has the seat, which is vacant then."""
    check_period(term.starts_on, on)
    others = [one for one in committees.terms_of(term.seat_id, term.kind) if one is not term]
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
    """Strike out a term that never was so; it stays to be seen, with who struck it out and why."""
    if term.struck_at is not None:
        raise RuleBroken(N_("This term is struck out already."))
    term.struck_at, term.struck_by_name, term.struck_reason = act.at, act.by.name, reason
    events.record(CommitteeEvent.TERM_STRUCK, term.seat.committee, act, seat=term.seat_id, term=term.id)
    tell(Say.SEAT_ENDED, term.seat.committee, term.person_name, term.user_id, act=act)


def correct_term(
    term: Term,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str,
    act: Act,
) -> Term:
    """Put the days of a term right: the old one is struck out, a new one takes its place."""
    strike_term(term, reason=reason, act=act)
    right = give_seat(
        term.seat,
        kind=term.kind,
        user_id=term.user_id,
        person_name=term.person_name,
        partner=term.partner,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=term.granted_by,
        act=act,
    )
    right.end_reason = term.end_reason if ends_on else ""
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
    """Give a seat to an account of the team, or to somebody named, invited where there is an address."""
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
