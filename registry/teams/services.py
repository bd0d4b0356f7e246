"""Making teams, granting roles, changing settings."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from registry.access import Reader, Role
from registry.accounts import sessions
from registry.accounts.models import User, UserSession
from registry.accounts.rules import Ending
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, RuleBroken
from registry.extensions import db
from registry.revisions import check_seen
from registry.teams import sign_in
from registry.teams.models import Membership, Team
from registry.teams.rules import (
    LANGUAGES,
    StepUp,
    Tier,
    check_languages,
    check_names,
    check_slug,
    check_zone,
)


def create_team(
    *,
    slug: str,
    name_en: str,
    name_fr: str = "",
    region_en: str = "",
    region_fr: str = "",
    timezone: str = "America/Toronto",
    languages: Sequence[str] = LANGUAGES,
    actor: audit.Actor,
    now: dt.datetime,
) -> Team:
    """Begin a team; its slug is free and can stand in an address."""
    check_slug(slug)
    check_names(name_en, name_fr)
    check_zone(timezone)
    if find_team(slug):
        raise RuleBroken(N_("There is already a team “%(slug)s”."), field="slug", slug=slug)
    team = Team(
        slug=slug,
        name_en=name_en,
        name_fr=name_fr or name_en,
        region_en=region_en,
        region_fr=region_fr or region_en,
        timezone=timezone,
        languages=list(languages),
        tier_labels={},
        created_at=now,
    )
    db.session.add(team)
    db.session.flush()
    audit.record(Tag.TEAM_CREATED, team_id=team.id, actor=actor, at=now, subject=("team", team.id))
    return team


def find_team(slug: str) -> Team | None:
    """The team with a slug."""
    return db.session.scalar(sa.select(Team).where(Team.slug == slug))


def any_team() -> bool:
    """Whether the installation has a team at all."""
    return db.session.scalar(sa.select(Team.id).limit(1)) is not None


def grant_role(
    *,
    team: Team,
    user_id: int,
    role: Role,
    actor: audit.Actor,
    now: dt.datetime,
) -> Membership:
    """Give a person a role in a team, in place of the one they had."""
    membership = db.session.scalar(
        sa.select(Membership).where(Membership.team_id == team.id, Membership.user_id == user_id)
    )
    if membership is None:
        membership = Membership(team_id=team.id, user_id=user_id)
        db.session.add(membership)
    membership.role, membership.granted_at = role.value, now
    db.session.flush()
    audit.record(
        Tag.ROLE_GRANTED,
        team_id=team.id,
        actor=actor,
        at=now,
        subject=("user", user_id),
        details={"role": role.value},
    )
    return membership


def reader(token: str, slug: str | None, *, idle: dt.timedelta, now: dt.datetime) -> Reader | None:
    """Who a session belongs to, with the team of an address and their role there: one query a request.

    A session that is over has no person, and words on why.
    """
    row = db.session.execute(
        sa.select(UserSession, User, Team, Membership.role, _teams_of_user())
        .select_from(UserSession)
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Team, Team.slug == slug)
        .outerjoin(Membership, sa.and_(Membership.team_id == Team.id, Membership.user_id == User.id))
        .where(UserSession.token_digest == sessions.digest_of(token))
    ).first()
    if row is None:
        return None
    session, user, team, role, teams = row
    ending = Ending.ENDED if user.is_disabled else sessions.ending(session, idle=idle, now=now)
    if ending:
        return Reader(None, farewell=sessions.FAREWELLS[ending])
    if not role:
        owes = sign_in.owed_by_administrator(user, session.factors)
        return Reader(user, session=session, owes=owes, teams=teams)
    owes = sign_in.owed(team, Role(role), session.factors)
    return Reader(user, team, Role(role), session, owes=owes, teams=teams)


def _teams_of_user() -> sa.ScalarSelect[int]:
    """In how many teams a person has a role, for a query over accounts."""
    theirs = aliased(Membership)
    query = sa.select(sa.func.count(theirs.id)).where(theirs.user_id == User.id)
    return query.correlate(User).scalar_subquery()


def teams_of(user_id: int) -> list[Team]:
    """The teams in which a person has a role, by name."""
    query = sa.select(Team).join(Membership).where(Membership.user_id == user_id).order_by(Team.name_en)
    return list(db.session.scalars(query))


def member_ids(team_id: int) -> set[int]:
    """The accounts that have any role in a team."""
    return set(db.session.scalars(sa.select(Membership.user_id).where(Membership.team_id == team_id)))


def coordinator_ids(team_id: int) -> list[int]:
    """The accounts of a team's coordinators, but for those that are disabled."""
    query = (
        sa.select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.team_id == team_id, Membership.role == Role.COORDINATOR.value)
        .where(User.disabled_at.is_(None))
    )
    return list(db.session.scalars(query))


def change_settings(
    team: Team,
    *,
    name_en: str,
    name_fr: str,
    region_en: str,
    region_fr: str,
    timezone: str,
    languages: Sequence[str],
    tier_labels: Mapping[str, Mapping[str, str]],
    revision: int | None = None,
    actor: audit.Actor,
    now: dt.datetime,
) -> None:
    """Change what a team is called, where and when it lives, its languages and tier labels.

    `revision` is the one the person had before them. A name missing in one language is that of the other.
    """
    check_seen(team.revision if revision is None else revision, team.revision)
    check_names(name_en, name_fr)
    check_languages(languages)
    check_zone(timezone)
    team.name_en, team.name_fr = name_en or name_fr, name_fr or name_en
    team.region_en, team.region_fr = region_en, region_fr
    team.timezone, team.languages = timezone, list(languages)
    team.tier_labels = {tier: dict(labels) for tier, labels in tier_labels.items()}
    audit.record(Tag.TEAM_CHANGED, team_id=team.id, actor=actor, at=now, subject=("team", team.id))


def name_tiers(
    team: Team, names: Mapping[Tier, Mapping[str, str]], *, actor: audit.Actor, now: dt.datetime
) -> None:
    """Call tiers by names of the team's own, in the languages given; the other tiers keep theirs."""
    team.tier_labels = {**team.tier_labels, **{tier.value: dict(labels) for tier, labels in names.items()}}
    audit.record(Tag.TEAM_CHANGED, team_id=team.id, actor=actor, at=now, subject=("team", team.id))


def set_step_ups(
    team: Team,
    step_ups: Collection[StepUp],
    *,
    revision: int | None = None,
    actor: audit.Actor,
    now: dt.datetime,
) -> None:
    """Ask for a second proof at signing by one of these channels, or for none, from now on."""
    check_seen(team.revision if revision is None else revision, team.revision)
    team.step_ups = [one.value for one in StepUp if one in step_ups]
    audit.record(
        Tag.STEP_UP_SET,
        team_id=team.id,
        actor=actor,
        at=now,
        subject=("team", team.id),
        details={"step_ups": team.step_ups},
    )
