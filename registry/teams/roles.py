"""A person's roles across teams, with for whom they act in each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry import clock
from registry.access import Role
from registry.accounts.zones import finds_zone
from registry.extensions import db
from registry.teams.mandates import mandates_of
from registry.teams.models import Membership, Team


@dataclass(frozen=True)
class RoleInTeam:
    """What a person is in one team today."""

    team: Team
    role: Role
    #: Organizations and seats that they act for, in words.
    mandates: Sequence[str]


def roles_of(user_id: int, now: dt.datetime) -> list[RoleInTeam]:
    """The teams in which a person has a role, by name."""
    query = (
        sa.select(Membership)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.user_id == user_id)
        .order_by(Team.name_en, Team.id)
    )
    return [_role(membership, now) for membership in db.session.scalars(query)]


@finds_zone
def zone_of(user_id: int) -> str | None:
    """The time zone of the team that a person has had a role in for the longest."""
    query = (
        sa.select(Team.timezone)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.granted_at, Membership.id)
    )
    return db.session.scalar(query.limit(1))


def _role(membership: Membership, now: dt.datetime) -> RoleInTeam:
    team, user_id = membership.team, membership.user_id
    on = clock.local_date(now, team.timezone)
    mandates = mandates_of(team.id, [user_id], on)
    return RoleInTeam(team, Role(membership.role), mandates.get(user_id, ()))
