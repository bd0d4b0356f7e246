"""How the people of a team sign in: which roles need a second factor, and whether a link by mail will do."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from registry.access import Role
from registry.accounts.models import User
from registry.accounts.policies import Policy, finds_policy, offers_links
from registry.accounts.rules import has_second_factor, is_more_than_a_link
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.extensions import db
from registry.revisions import check_seen
from registry.teams.models import Membership, Team

#: Where a person proves more, or gets something to prove it with.
OWED = "factors.owed"


def owed(team: Team, role: Role, factors: Collection[str]) -> str:
    """Where somebody goes before they enter a team that asks for more than they proved; empty: nowhere."""
    needs_second = role.value in team.second_factor_roles and not has_second_factor(factors)
    needs_more_than_link = not team.allows_link and not is_more_than_a_link(factors)
    return OWED if needs_second or needs_more_than_link else ""


def owed_by_administrator(user: User, factors: Collection[str]) -> str:
    """The same for who keeps the installation: a second factor, always; empty for all others."""
    return OWED if user.is_administrator and not has_second_factor(factors) else ""


@finds_policy
def policy_of(user_id: int) -> Policy:
    """What all the teams of a person ask of their sign-in."""
    query = (
        sa.select(Team.second_factor_roles, Team.allows_link, Membership.role)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.user_id == user_id)
    )
    rows = db.session.execute(query).all()
    return Policy(
        needs_second_factor=any(role in roles for roles, _, role in rows),
        allows_link=any(allowed for _, allowed, _ in rows),
    )


@offers_links
def any_team_allows_links() -> bool:
    """Whether any team takes a link by mail."""
    return db.session.scalar(sa.select(Team.id).where(Team.allows_link.is_(True)).limit(1)) is not None


def set_rules(
    team: Team,
    *,
    second_factor_roles: Collection[Role],
    allows_link: bool,
    revision: int | None = None,
    actor: audit.Actor,
    now: dt.datetime,
) -> None:
    """Say which roles of a team need a second factor, and whether one signs in by a link in the mail."""
    check_seen(team.revision if revision is None else revision, team.revision)
    team.second_factor_roles = sorted(role.value for role in second_factor_roles)
    team.allows_link = allows_link
    audit.record(
        Tag.SIGN_IN_RULES_SET,
        team_id=team.id,
        actor=actor,
        at=now,
        subject=("team", team.id),
        details={"second_factor_roles": team.second_factor_roles, "allows_link": allows_link},
    )
