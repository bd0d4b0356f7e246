"""Finds teams, the reader of a page, and what each team requires of sign-ins."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from registry.accounts.models import User
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.security.actors import Actor
from registry.security.permissions import PERMISSIONS, Permission, Reader, Role
from registry.sign_in.hooks import Policy, finds_policy, offers_links
from registry.sign_in.models import UserSession
from registry.sign_in.queries import sessions
from registry.sign_in.rules import sign_in
from registry.sign_in.rules.sign_in import Ending, has_second_factor, is_more_than_a_link
from registry.teams.models import Membership, Team
from registry.unchanged import figures, models

#: The page on which a person proves a further factor, or adds one.
OWED = "factors.owed"


def owed(team: Team, role: Role, factors: Collection[str]) -> str:
    """The page on which a person proves a factor that a team requires and that they have not shown; empty
    when nothing is missing.
    """
    needs_second = role.value in team.second_factor_roles and not has_second_factor(factors)
    needs_more_than_link = not team.allows_link and not is_more_than_a_link(factors)
    return OWED if needs_second or needs_more_than_link else ""


def owed_by_administrator(user: User, factors: Collection[str]) -> str:
    """The same for administrators, who always need a second factor; empty for everybody else."""
    return OWED if user.is_administrator and not has_second_factor(factors) else ""


@finds_policy
def policy_of(user_id: int) -> Policy:
    """The combined sign-in requirements of all of a person's teams."""
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
    """Whether any team allows sign-in by mailed link."""
    return db.session.scalar(sa.select(Team.id).where(Team.allows_link.is_(True)).limit(1)) is not None


def find_team(slug: str) -> Team | None:
    """The team with a slug."""
    return db.session.scalar(sa.select(Team).where(Team.slug == slug))


def team_of(team_id: int) -> Team | None:
    """The team with a number."""
    return db.session.get(Team, team_id)


def any_team() -> bool:
    """Whether the installation has any team."""
    return db.session.scalar(sa.select(Team.id).limit(1)) is not None


def reader(token: str, slug: str | None, *, idle: dt.timedelta, now: dt.datetime) -> Reader | None:
    """The person of a session, with the team of the address, their role there and the marks of the present
    state, in a single query.

    For a session that is over: no person, and a message why.
    """
    row = _of_session(sign_in.digest_of(token), slug).first()
    if row is None:
        return None
    session, user, team, role, teams, *marks = row
    ending = Ending.ENDED if user.is_disabled else sessions.ending(session, idle=idle, now=now)
    if ending:
        return Reader(None, farewell=ending.label)
    if not role:
        owes = owed_by_administrator(user, session.factors)
        return Reader(user, session=session, owes=owes, teams=teams)
    owes = owed(team, role, session.factors)
    figures.hold_marks(team.id, (marks[0], marks[1]))
    return Reader(user, team, role, session, owes=owes, teams=teams, marks=(marks[0], marks[1]))


@composed_once
def _of_session(digest: str, slug: str | None) -> sa.Select[Any, *tuple[Any, ...]]:
    """A session, its person, the team with a slug, their role there, in how many teams they have one, and the
    marks of all teams and of this one.
    """
    return (
        sa.select(
            UserSession,
            User,
            Team,
            Membership.role,
            _teams_of_user(),
            models.of_team(models.OF_ALL),
            models.of_team(Team.id),
        )
        .select_from(UserSession)
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Team, Team.slug == slug)
        .outerjoin(Membership, sa.and_(Membership.team_id == Team.id, Membership.user_id == User.id))
        .where(UserSession.token_digest == digest)
    )


def _teams_of_user() -> sa.ScalarSelect[int]:
    """SQL expression: the number of teams in which an account has a role."""
    theirs = aliased(Membership)
    query = sa.select(sa.func.count(theirs.id)).where(theirs.user_id == User.id)
    return query.correlate(User).scalar_subquery()


def teams_of(user_id: int) -> list[Team]:
    """The teams in which a person has a role, by name."""
    query = sa.select(Team).join(Membership).where(Membership.user_id == user_id).order_by(Team.name_en)
    return list(db.session.scalars(query))


def person_in(team_id: int, who: Actor) -> tuple[User, Role | None]:
    """The account that acts, with its present role in a team; None when it has none."""
    user, role = _person_in(team_id, who.id).one()
    return user, Role(role) if role is not None else None


@composed_once
def _person_in(team_id: int, user_id: int | None) -> sa.Select[Any, *tuple[Any, ...]]:
    is_theirs = sa.and_(Membership.user_id == User.id, Membership.team_id == team_id)
    return sa.select(User, Membership.role).outerjoin(Membership, is_theirs).where(User.id == user_id)


def still_holds(permission: Permission, user_id: int, team_id: int | None) -> bool:
    """Whether an account has a permission now, in a team or, without one, in the installation."""
    is_theirs = sa.and_(Membership.user_id == User.id, Membership.team_id == team_id)
    query = (
        sa.select(User.is_administrator, Membership.role)
        .outerjoin(Membership, is_theirs)
        .where(User.id == user_id, User.disabled_at.is_(None))
    )
    row = db.session.execute(query).first()
    if row is None:
        return False
    if team_id is None:
        return permission is not Permission.ADMINISTER or row.is_administrator
    return row.role is not None and permission in PERMISSIONS[Role(row.role)]


def member_ids(team_id: int) -> set[int]:
    """The accounts with any role in a team."""
    return set(db.session.scalars(sa.select(Membership.user_id).where(Membership.team_id == team_id)))


def coordinator_ids(team_id: int) -> list[int]:
    """The accounts of a team's coordinators, without disabled ones."""
    query = (
        sa.select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.team_id == team_id, Membership.role == Role.COORDINATOR.value)
        .where(User.disabled_at.is_(None))
    )
    return list(db.session.scalars(query))
