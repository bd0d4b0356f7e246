"""The capacity in which a person acts: for a partner, in a seat, or as coordinator."""

import datetime as dt

from registry.accounts.models import User
from registry.committees.models import Committee
from registry.committees.queries.committees import Member, members_on
from registry.partners.models.partners import Partner
from registry.partners.queries.representatives import capacity_for
from registry.security import actors
from registry.security.actors import Actor, Capacity
from registry.security.permissions import Role


def coordinator(user: User) -> Actor:
    """A coordinator, for the whole team."""
    return actors.person(user.id, user.name, Capacity.COORDINATOR)


def person_for_partner(user: User, partner: Partner, on: dt.date) -> Actor | None:
    """A person as representative or alternate of a partner on a day; None when they are neither."""
    capacity = capacity_for(user.id, partner.id, on)
    return (
        actors.person(user.id, user.name, capacity, partner.name, f"partner:{partner.id}")
        if capacity
        else None
    )


def person_in_committee(user: User, committee: Committee, on: dt.date) -> Actor | None:
    """A person as chair, member or alternate of a committee on a day; None when they do not sit there."""
    theirs = [member for member in members_on(committee.id, on) if member.user_id == user.id]
    first = min(theirs, key=lambda member: (not member.is_chair, member.is_alternate), default=None)
    return as_member(user, first, committee) if first else None


def as_member(user: User, member: Member, committee: Committee) -> Actor:
    """A person in their seat."""
    whom = f"committee:{committee.id}"
    if member.is_chair:
        return actors.person(user.id, user.name, Capacity.CHAIR, committee.name(), whom)
    capacity = Capacity.ALTERNATE if member.is_alternate else Capacity.MEMBER
    return actors.person(user.id, user.name, capacity, f"{committee.name()}: {member.seat.name()}", whom)


def for_team(user: User, role: Role) -> Actor:
    """A person in their team role, when no seat or partner is involved."""
    capacity = Capacity.COORDINATOR if role is Role.COORDINATOR else Capacity.READER
    return actors.person(user.id, user.name, capacity)
