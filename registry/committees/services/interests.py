"""Declared interests: by members themselves, or entered by a coordinator."""

import datetime as dt

from registry.accounts.models import User
from registry.audit.models import About
from registry.audit.services import events
from registry.committees.models import Committee, Interest, Seat
from registry.committees.queries import committees
from registry.committees.queries.capacity import as_member
from registry.committees.queries.committees import Member
from registry.committees.queries.overview import own_seat
from registry.committees.rules import TEXT_LENGTH, CommitteeEvent, Occasion, check_declared, check_not_ahead
from registry.database.session import db
from registry.errors import N_, InvalidInput, NotFound
from registry.security.actors import Act


def declare_interest(
    seat: Seat,
    *,
    person_name: str,
    occasion: Occasion,
    declared_on: dt.date,
    text: str,
    act: Act,
) -> Interest:
    """Store a member's declaration of an interest, or of none."""
    if len(text) > TEXT_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="text", count=TEXT_LENGTH)
    interest = Interest(
        committee_id=seat.committee_id,
        seat=seat,
        person_name=person_name,
        occasion=occasion,
        declared_on=declared_on,
        text=text,
        recorded_at=act.at,
    )
    interest.done_by(act.by)
    db.session.add(interest)
    db.session.flush()
    # No form of the committee shows declared interests, so its revision stays.
    committee = About.row(seat.committee)
    part = act.by.capacity
    events.record(CommitteeEvent.INTEREST_DECLARED, committee, act, interest=interest.id, capacity=part)
    return interest


def declare(
    committee: Committee,
    *,
    occasion: Occasion,
    declared_on: dt.date,
    nothing: bool,
    text: str,
    act: Act,
) -> Interest:
    """Declare an interest of one's own, or that there is none."""
    user = db.session.get_one(User, act.by.account_id)
    member = own_seat(user, committee, act.on)
    by = as_member(user, member, committee)
    return _keep(member, occasion, declared_on, nothing=nothing, text=text, act=act.as_(by))


def enter_for(
    committee: Committee,
    *,
    term_id: int,
    occasion: Occasion,
    declared_on: dt.date,
    nothing: bool,
    text: str,
    act: Act,
) -> Interest:
    """Enter the declaration of a present member, as a coordinator."""
    today = act.on
    sitting = committees.members_on(committee.id, today)
    member = next((one for one in sitting if one.term.id == term_id), None)
    if member is None:
        raise NotFound(N_("There is no such member."))
    return _keep(member, occasion, declared_on, nothing=nothing, text=text, act=act)


def _keep(
    member: Member,
    occasion: Occasion,
    declared_on: dt.date,
    *,
    nothing: bool,
    text: str,
    act: Act,
) -> Interest:
    check_declared(nothing=nothing, text=text)
    check_not_ahead(declared_on, act.on)
    return declare_interest(
        member.seat, person_name=member.name, occasion=occasion, declared_on=declared_on, text=text, act=act
    )
