"""Creates teams, grants roles and changes settings."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import About
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.security.permissions import Role
from registry.teams import hooks
from registry.teams.models import Membership, Team
from registry.teams.queries.teams import find_team
from registry.teams.rules import (
    LANGUAGES,
    StepUp,
    TeamEvent,
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
    act: Act,
) -> Team:
    """Create a team; its slug must be free and valid in addresses."""
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
        created_at=act.at,
    )
    db.session.add(team)
    db.session.flush()
    events.record(TeamEvent.CREATED, team, act)
    return team


def grant_role(
    *,
    team: Team,
    user_id: int,
    role: Role,
    act: Act,
) -> Membership:
    """Give a person a role in a team, replacing the one they had."""
    membership = db.session.scalar(
        sa.select(Membership).where(Membership.team_id == team.id, Membership.user_id == user_id)
    )
    if membership is None:
        membership = Membership(team_id=team.id, user_id=user_id)
        db.session.add(membership)
    before = membership.role
    membership.role, membership.granted_at = role.value, act.at
    db.session.flush()
    events.record(TeamEvent.ROLE_GRANTED, About(("user", user_id), team.id), act, role=role.value)
    if before != role.value and Role.COORDINATOR.value in (before, role.value):
        tell_of_role(team, user_id, is_named=role is Role.COORDINATOR, act=act)
    return membership


def tell_of_role(team: Team, user_id: int, *, is_named: bool, act: Act) -> None:
    """Tell the listeners that somebody became a coordinator or is no longer one."""
    what = hooks.Say.COORDINATOR_NAMED if is_named else hooks.Say.COORDINATOR_ENDED
    name = db.session.get_one(User, user_id).name
    hooks.tell_of_change(hooks.Change(what, team.id, name, user_id, act))


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
    act: Act,
) -> None:
    """Change a team's names, region, time zone, languages and tier labels.

    A name missing in one language is taken from the other.
    """
    check_names(name_en, name_fr)
    check_languages(languages)
    check_zone(timezone)
    team.name_en, team.name_fr = name_en or name_fr, name_fr or name_en
    team.region_en, team.region_fr = region_en, region_fr
    team.timezone, team.languages = timezone, list(languages)
    team.tier_labels = {tier: dict(labels) for tier, labels in tier_labels.items()}
    events.record(TeamEvent.CHANGED, team, act)


def name_tiers(team: Team, names: Mapping[Tier, Mapping[str, str]], *, act: Act) -> None:
    """Set the team's own labels of some tiers in the given languages; the labels of the other tiers do not
    change.
    """
    team.tier_labels = {**team.tier_labels, **{tier.value: dict(labels) for tier, labels in names.items()}}
    events.record(TeamEvent.CHANGED, team, act)


def set_step_ups(
    team: Team,
    step_ups: Collection[StepUp],
    *,
    act: Act,
) -> None:
    """Require a second proof through one of these channels at signing, or none, from now on."""
    team.step_ups = [step_up.value for step_up in StepUp if step_up in step_ups]
    events.record(TeamEvent.STEP_UP_SET, team, act, step_ups=team.step_ups)
