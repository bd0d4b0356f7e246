"""How a team's people sign in: which roles need a second factor, and whether a mailed link is enough."""

from collections.abc import Collection

from registry.audit.services import events
from registry.security.actors import Act
from registry.security.permissions import Role
from registry.teams.models import Team
from registry.teams.rules import TeamEvent


def set_rules(
    team: Team,
    *,
    second_factor_roles: Collection[Role],
    allows_link: bool,
    act: Act,
) -> None:
    """Set which roles of a team need a second factor, and whether people may sign in by mailed link."""
    team.second_factor_roles = sorted(role.value for role in second_factor_roles)
    team.allows_link = allows_link
    events.record(
        TeamEvent.SIGN_IN_RULES_SET,
        team,
        act,
        second_factor_roles=team.second_factor_roles,
        allows_link=allows_link,
    )
