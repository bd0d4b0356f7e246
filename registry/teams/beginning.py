"""How a team begins: made by the administrator, with the coordinator who takes it on."""

import datetime as dt
from dataclasses import dataclass

from registry.access import Role
from registry.accounts.models import User
from registry.audit import services as audit
from registry.errors import N_, RuleBroken
from registry.teams import people, services
from registry.teams.models import Team


@dataclass(frozen=True)
class Newcomer:
    """A person who is to coordinate."""

    name: str
    email: str
    language: str = "en"


def begin_team(
    *,
    slug: str,
    name_en: str,
    name_fr: str,
    timezone: str,
    coordinator: Newcomer,
    actor: audit.Actor,
    now: dt.datetime,
) -> Team:
    """Make a team and invite its first coordinator; nothing of the team is open to who made it."""
    team = services.create_team(
        slug=slug, name_en=name_en or name_fr, name_fr=name_fr, timezone=timezone, actor=actor, now=now
    )
    name_first_coordinator(team, coordinator, actor=actor, now=now)
    return team


def name_first_coordinator(
    team: Team, coordinator: Newcomer, *, actor: audit.Actor, now: dt.datetime
) -> User:
    """Invite a coordinator to a team that has none; a team that has one names its own."""
    if services.coordinator_ids(team.id):
        raise RuleBroken(N_("This team has a coordinator, who names the others."), field="email")
    return people.invite(
        team,
        email=coordinator.email,
        name=coordinator.name,
        role=Role.COORDINATOR,
        language=coordinator.language,
        actor=actor,
        now=now,
    )
