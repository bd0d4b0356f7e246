"""Corrections of seats and terms: what was entered stays, struck through."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.audit.services import events
from registry.committees.models import Seat, Term, WrongSeat
from registry.committees.queries import committees
from registry.committees.rules import (
    CommitteeEvent,
    TermKind,
    check_names,
    check_period,
    covers,
    end_by,
    left_of,
    overlap,
)
from registry.committees.services.committees import tell
from registry.committees.services.seats import Span, add_term, check_one_of, end_with_seat
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner
from registry.security.actors import Act
from registry.teams.hooks import Say


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
    check_one_of(entry.partner, entry.sector)
    check_period(entry.starts_on, entry.ends_on)
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
    if seat.ends_on != wrong.ends_on:
        put_back(("seat", seat.id), reason=reason, act=act)
        for term in end_with_seat(seat):
            if left_of(Span(term.starts_on, term.planned_end), act.on) is not None:
                _tell_of_correction(term, act=act)
    _check_terms_inside(seat)
    events.record(CommitteeEvent.SEAT_CHANGED, seat.committee, act, seat=seat.id, wrong=wrong.id)


def _check_terms_inside(seat: Seat) -> None:
    """No term may lie outside the days of its seat."""
    for term in committees.terms_of(seat.id):
        starts_early = term.starts_on < seat.starts_on
        ends_late = seat.ends_on is not None and (term.ends_on is None or term.ends_on > seat.ends_on)
        if starts_early or ends_late:
            raise RuleBroken(
                N_("The term of %(name)s lies outside these days. Correct that term first."),
                field="starts_on" if starts_early else "ends_on",
                name=term.person_name,
            )


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
    before = left_of(term, act.on)
    term.strike(reason=reason, act=act)
    name = (person_name if term.user_id is None else "") or term.person_name
    end_reason = term.end_reason if ends_on else ""
    span = Span(starts_on, ends_on)
    return _replace(term, name, span, end_reason=end_reason, before=before, act=act)


def put_back(subject: tuple[str, int], *, until: dt.date | None = None, reason: str, act: Act) -> None:
    """Put back the terms that ended, or were struck out, with something that was a mistake: each as it had
    been, where nobody else has got its place since. With `until`, they end on that day in place of a wrong
    one.
    """
    named = f"{subject[0]}:{subject[1]}"
    query = sa.select(Term).where(Term.ended_with == named, Term.superseded_by_id.is_(None))
    # Holders before those who stand in for them.
    for term in db.session.scalars(query.order_by(Term.kind.desc(), Term.starts_on, Term.id)).all():
        span = Span(term.starts_on, end_by(term.starts_on, term.planned_end, until))
        is_right = term.stands and term.ends_on == span.ends_on
        never_was = not term.stands and until is not None and term.starts_on >= until
        if not is_right and not never_was and _is_free(term, span):
            _put_back(term, span, reason=reason, act=act)


def _put_back(term: Term, span: Span, *, reason: str, act: Act) -> None:
    before = left_of(term, act.on) if term.stands else None
    if term.stands:
        term.strike(reason=reason, act=act)
    is_as_planned = span.ends_on == term.planned_end
    end_reason = term.planned_reason if is_as_planned else term.end_reason
    right = _replace(term, term.person_name, span, end_reason=end_reason, before=before, act=act)
    if not is_as_planned:
        right.ended_with, right.planned_end = term.ended_with, term.planned_end
        right.planned_reason = term.planned_reason


def _is_free(term: Term, span: Span) -> bool:
    """Whether a term could have other days, with what is known of its seat now."""
    others = [other for other in committees.terms_of(term.seat_id, term.kind) if other is not term]
    holders = committees.terms_of(term.seat_id, TermKind.HOLDER)
    return (
        covers(term.seat, span.starts_on)
        and not any(overlap(span, other) for other in others)
        and (term.kind is TermKind.HOLDER or any(covers(one, span.starts_on) for one in holders))
    )


def _replace(
    wrong: Term,
    person_name: str,
    span: Span,
    *,
    end_reason: str,
    before: tuple[dt.date, dt.date | None] | None,
    act: Act,
) -> Term:
    """Let another term take the place of one that was struck out. It is told only where somebody has the seat
    on other days than `before`, from today on.
    """
    db.session.flush()
    right = add_term(
        wrong.seat,
        kind=wrong.kind,
        user_id=wrong.user_id,
        person_name=person_name,
        partner_id=wrong.partner_id,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        granted_by=wrong.granted_by,
        act=act,
    )
    right.end_reason, wrong.superseded_by_id = end_reason, right.id
    ids = {"seat": wrong.seat_id, "wrong": wrong.id, "term": right.id}
    events.record(CommitteeEvent.TERM_CORRECTED, wrong.seat.committee, act, **ids)
    after = left_of(right, act.on)
    if after != before or (after and person_name != wrong.person_name):
        _tell_of_correction(right, act=act)
    return right


def _tell_of_correction(term: Term, *, act: Act) -> None:
    tell(Say.TERM_CORRECTED, term.seat.committee, term.person_name, term.user_id, act=act)
