"""Naming committees, giving seats, ending terms, declaring interests."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from registry import clock
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.committees import queries
from registry.committees.models import ChairChange, Committee, Interest, Seat, Term
from registry.committees.rules import (
    MOST_SEATS,
    TEXT_LENGTH,
    Occasion,
    TermKind,
    check_free,
    check_names,
    check_period,
    check_stands_in,
    covers,
)
from registry.errors import N_, InvalidInput, RuleBroken
from registry.extensions import db
from registry.partners.models import Partner
from registry.revisions import check_seen
from registry.teams import says
from registry.teams.acting import Person
from registry.teams.models import Team
from registry.teams.says import Say


@dataclass(frozen=True)
class _Span:
    starts_on: dt.date
    ends_on: dt.date | None


def add_committee(
    team: Team,
    *,
    name_en: str,
    name_fr: str = "",
    purpose_en: str = "",
    purpose_fr: str = "",
    is_steering: bool = False,
    reports_to: Committee | None = None,
    by: Person,
    now: dt.datetime,
) -> Committee:
    """Name a body of the team; one has the steering role. A name missing in one language is the other's."""
    check_names(name_en, name_fr)
    committee = Committee(
        team=team,
        name_en=name_en or name_fr,
        name_fr=name_fr or name_en,
        purpose_en=purpose_en,
        purpose_fr=purpose_fr,
        is_steering=is_steering,
        reports_to_id=reports_to.id if reports_to else None,
        created_at=now,
    )
    _one_steering(team, committee)
    _note(Tag.COMMITTEE_ADDED, committee, by, now)
    return committee


def change_committee(
    committee: Committee,
    *,
    name_en: str,
    name_fr: str,
    purpose_en: str,
    purpose_fr: str,
    is_steering: bool,
    reports_to: Committee | None,
    revision: int | None = None,
    by: Person,
    now: dt.datetime,
) -> None:
    """Change what a body is called and for, its role, and whom it reports to."""
    check_seen(committee.revision if revision is None else revision, committee.revision)
    check_names(name_en, name_fr)
    _check_reports_up(committee, reports_to)
    committee.name_en, committee.name_fr = name_en or name_fr, name_fr or name_en
    committee.purpose_en, committee.purpose_fr = purpose_en, purpose_fr
    committee.is_steering = is_steering
    committee.reports_to_id = reports_to.id if reports_to else None
    _one_steering(committee.team, committee)
    _note(Tag.COMMITTEE_CHANGED, committee, by, now)


def close_committee(committee: Committee, *, on: dt.date, by: Person, now: dt.datetime) -> None:
    """From a day on the body is no more; what it did stays."""
    if committee.closed_on is not None:
        raise RuleBroken(N_("This committee is closed already."))
    if committee.is_steering and on > clock.local_date(now, committee.team.timezone):
        raise RuleBroken(
            N_("The steering committee closes on the day itself: till then it has that role."), field="on"
        )
    committee.closed_on = on
    _note(Tag.COMMITTEE_CLOSED, committee, by, now, closed_on=on.isoformat())


def add_seat(
    committee: Committee,
    *,
    label_en: str,
    label_fr: str = "",
    partner: Partner | None = None,
    sector: str = "",
    starts_on: dt.date,
    by: Person,
    now: dt.datetime,
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
    _note(Tag.SEAT_ADDED, committee, by, now, seat=seat.id, starts_on=starts_on.isoformat())
    return seat


def change_seat(
    seat: Seat,
    *,
    label_en: str,
    label_fr: str,
    partner: Partner | None,
    sector: str,
    by: Person,
    now: dt.datetime,
) -> None:
    """Change what a seat is called and whose it is."""
    check_names(label_en, label_fr, field="label_en")
    _check_one_of(partner, sector)
    seat.label_en, seat.label_fr = label_en or label_fr, label_fr or label_en
    seat.partner, seat.sector = partner, sector
    _note(Tag.SEAT_CHANGED, seat.committee, by, now, seat=seat.id)


def end_seat(seat: Seat, *, on: dt.date, by: Person, now: dt.datetime) -> None:
    """From a day on the committee no longer has this place; terms in it end then."""
    check_period(seat.starts_on, on)
    for term in queries.terms_of(seat.id):
        if term.ends_on is None or term.ends_on > on:
            if term.starts_on >= on:
                raise RuleBroken(N_("Somebody is to have this seat later: strike that term out first."))
            term.ends_on = on
    seat.ends_on = on
    _note(Tag.SEAT_ENDED, seat.committee, by, now, seat=seat.id, ends_on=on.isoformat())
    _tell(Say.SEAT_ENDED, seat.committee, seat.label_en, None, by=by, now=now)


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
    by: Person,
    now: dt.datetime,
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
    check_free(span, queries.terms_of(seat.id, kind))
    if kind is TermKind.ALTERNATE:
        check_stands_in(span, queries.terms_of(seat.id, TermKind.HOLDER))
    term = Term(
        seat=seat,
        kind=kind.value,
        user_id=user_id,
        person_name=person_name.strip(),
        partner_id=partner.id if partner else seat.partner_id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=granted_by,
        recorded_at=now,
    )
    term.done_by(by)
    db.session.add(term)
    db.session.flush()
    _note(Tag.SEAT_GIVEN, seat.committee, by, now, seat=seat.id, term=term.id, kind=kind.value)
    _tell(Say.SEAT_GIVEN, seat.committee, term.person_name, user_id, by=by, now=now)
    return term


def end_term(term: Term, *, on: dt.date, reason: str, by: Person, now: dt.datetime) -> None:
    """From a day on this person no longer has the seat, which is vacant then."""
    check_period(term.starts_on, on)
    others = [one for one in queries.terms_of(term.seat_id, TermKind(term.kind)) if one is not term]
    check_free(_Span(term.starts_on, on), others, field="ends_on")
    term.ends_on, term.end_reason = on, reason
    _note(
        Tag.TERM_ENDED, term.seat.committee, by, now, seat=term.seat_id, term=term.id, ends_on=on.isoformat()
    )
    _tell(Say.SEAT_ENDED, term.seat.committee, term.person_name, term.user_id, by=by, now=now)


def strike_term(term: Term, *, reason: str, by: Person, now: dt.datetime) -> None:
    """Strike out a term that never was so; it stays to be seen, with who struck it out and why."""
    if term.struck_at is not None:
        raise RuleBroken(N_("This term is struck out already."))
    term.struck_at, term.struck_by_name, term.struck_reason = now, by.name, reason
    _note(Tag.TERM_STRUCK, term.seat.committee, by, now, seat=term.seat_id, term=term.id)
    _tell(Say.SEAT_ENDED, term.seat.committee, term.person_name, term.user_id, by=by, now=now)


def correct_term(
    term: Term,
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str,
    by: Person,
    now: dt.datetime,
) -> Term:
    """Put the days of a term right: the old one is struck out, a new one takes its place."""
    strike_term(term, reason=reason, by=by, now=now)
    right = give_seat(
        term.seat,
        kind=TermKind(term.kind),
        user_id=term.user_id,
        person_name=term.person_name,
        partner=term.partner,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=term.granted_by,
        by=by,
        now=now,
    )
    right.end_reason = term.end_reason if ends_on else ""
    return right


def set_chair(
    committee: Committee, seat: Seat | None, *, effective_on: dt.date, by: Person, now: dt.datetime
) -> ChairChange:
    """From a day on the holder of this seat chairs the committee; before it nothing changes."""
    change = ChairChange(
        committee_id=committee.id,
        seat_id=seat.id if seat else None,
        effective_on=effective_on,
        recorded_at=now,
    )
    change.done_by(by)
    db.session.add(change)
    db.session.flush()
    _note(Tag.CHAIR_SET, committee, by, now, seat=change.seat_id, effective_on=effective_on.isoformat())
    _tell(Say.CHAIR_CHANGED, committee, seat.label_en if seat else "", None, by=by, now=now)
    return change


def declare_interest(
    seat: Seat,
    *,
    person_name: str,
    occasion: Occasion,
    declared_on: dt.date,
    text: str,
    by: Person,
    now: dt.datetime,
) -> Interest:
    """Keep what a member declares, or that there is nothing to declare."""
    if len(text) > TEXT_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="text", count=TEXT_LENGTH)
    interest = Interest(
        committee_id=seat.committee_id,
        seat=seat,
        person_name=person_name,
        occasion=occasion.value,
        declared_on=declared_on,
        text=text,
        recorded_at=now,
    )
    interest.done_by(by)
    db.session.add(interest)
    db.session.flush()
    _note(Tag.INTEREST_DECLARED, seat.committee, by, now, interest=interest.id)
    return interest


def _check_one_of(partner: Partner | None, sector: str) -> None:
    if (partner is None) == (not sector.strip()):
        raise RuleBroken(
            N_("A seat belongs to an organization or to a sector: choose one of the two."), field="sector"
        )


def _check_reports_up(committee: Committee, reports_to: Committee | None) -> None:
    above = reports_to
    while above is not None:
        if above.id == committee.id:
            raise RuleBroken(N_("A committee cannot report to itself."), field="reports_to")
        above = db.session.get(Committee, above.reports_to_id) if above.reports_to_id else None


def _one_steering(team: Team, committee: Committee) -> None:
    """One body steers: asked first, and the database has the last word."""
    with db.session.no_autoflush:
        there = queries.steering_of(team.id)
    words = N_("Another committee has the steering role; take it from that one first.")
    if committee.is_steering and there is not None and there is not committee:
        raise RuleBroken(words, field="is_steering")
    try:
        with db.session.begin_nested():
            db.session.add(committee)
    except IntegrityError as error:
        raise RuleBroken(words, field="is_steering") from error


def _tell(
    what: Say, committee: Committee, name: str, user_id: int | None, *, by: Person, now: dt.datetime
) -> None:
    """Tell those who listen of a change in who sits on a committee or chairs it."""
    says.tell(says.Change(what, committee.team_id, name, user_id, by.actor, now, committee.id))


def _note(tag: Tag, committee: Committee, by: Person, now: dt.datetime, **details: object) -> None:
    """Record an event about a committee and raise its revision, so that a form opened before is told."""
    team_id = committee.team_id
    if tag is not Tag.INTEREST_DECLARED:
        flag_modified(committee, "team_id")
    audit.record(
        tag,
        team_id=team_id,
        actor=by.actor,
        at=now,
        subject=("committee", committee.id),
        details=details | {"capacity": by.capacity.value},
    )
