"""Interests declared: by a member for themselves, or entered by a coordinator for them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry import clock
from registry.accounts.models import User
from registry.committees import queries, services
from registry.committees.acting import as_member
from registry.committees.models import Committee, Interest
from registry.committees.queries import Member
from registry.committees.rules import Occasion, check_declared, check_not_ahead
from registry.errors import N_, NotFound, Refused
from registry.extensions import db
from registry.teams.acting import Person

#: Interests on one page.
PAGE = 30


@dataclass(frozen=True)
class InterestPage:
    """Interests, the latest day first, and the one after which the next page begins."""

    interests: Sequence[Interest]
    after: Interest | None


def page_of(
    committee_id: int, *, until: dt.date | None = None, after_id: int | None = None, most: int = PAGE
) -> InterestPage:
    """A page of what was declared in a committee, until the end of a day where one is given."""
    key = sa.tuple_(Interest.declared_on, Interest.id)
    query = sa.select(Interest).where(Interest.committee_id == committee_id)
    last = db.session.scalar(query.where(Interest.id == after_id)) if after_id else None
    query = query.options(joinedload(Interest.seat)).order_by(Interest.declared_on.desc(), Interest.id.desc())
    if until is not None:
        query = query.where(Interest.declared_on <= until)
    if last is not None:
        query = query.where(key < sa.tuple_(last.declared_on, last.id))
    found = list(db.session.scalars(query.limit(most + 1)))
    return InterestPage(found[:most], found[most - 1] if len(found) > most else None)


def own_seat(user: User, committee: Committee, on: dt.date) -> Member:
    """Where a person sits in a committee on a day, as chair or holder first; `Refused` where they do not."""
    theirs = [one for one in queries.members_on(committee.id, on) if one.user_id == user.id]
    if not theirs:
        raise Refused(N_("You do not sit on this committee today."))
    return min(theirs, key=lambda one: (not one.is_chair, one.is_alternate))


def declare(
    user: User,
    committee: Committee,
    *,
    occasion: Occasion,
    declared_on: dt.date,
    nothing: bool,
    text: str,
    now: dt.datetime,
) -> Interest:
    """Declare an interest of one's own, or that there is none."""
    today = clock.local_date(now, committee.team.timezone)
    member = own_seat(user, committee, today)
    by = as_member(user, member, committee)
    return _keep(member, occasion, declared_on, nothing=nothing, text=text, by=by, today=today, now=now)


def enter_for(
    committee: Committee,
    *,
    term_id: int,
    occasion: Occasion,
    declared_on: dt.date,
    nothing: bool,
    text: str,
    by: Person,
    now: dt.datetime,
) -> Interest:
    """Enter what a member who sits there today declared, as a coordinator."""
    today = clock.local_date(now, committee.team.timezone)
    sitting = queries.members_on(committee.id, today)
    member = next((one for one in sitting if one.term.id == term_id), None)
    if member is None:
        raise NotFound(N_("There is no such member."))
    return _keep(member, occasion, declared_on, nothing=nothing, text=text, by=by, today=today, now=now)


def _keep(
    member: Member,
    occasion: Occasion,
    declared_on: dt.date,
    *,
    nothing: bool,
    text: str,
    by: Person,
    today: dt.date,
    now: dt.datetime,
) -> Interest:
    check_declared(nothing=nothing, text=text)
    check_not_ahead(declared_on, today)
    return services.declare_interest(
        member.seat,
        person_name=member.name,
        occasion=occasion,
        declared_on=declared_on,
        text=text,
        by=by,
        now=now,
    )
