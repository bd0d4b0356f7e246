"""How the people of a team sign in: which roles need a second factor, and whether a link by mail will do."""

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
    """Say which roles of a team need a second factor, and whether one signs in by a link in the mail."""
    team.second_factor_roles = sorted(role.value for role in second_factor_roles)
    team.allows_link = allows_link
    events.record(
        TeamEvent.SIGN_IN_RULES_SET,
        team,
        act,
        second_factor_roles=team.second_factor_roles,
        allows_link=allows_link,
    )
