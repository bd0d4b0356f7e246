"""Two who act at once, in the team of the test."""

from collections.abc import Callable

import pytest

from registry.teams.models import Team


@pytest.fixture
def both(at_once: Callable[..., list[str]], team: Team) -> Callable[..., list[str]]:
    """Does things at the same moment in the team; answers what the losers were told."""
    team_id = team.id
    return lambda *acts: at_once(team_id, *acts)
