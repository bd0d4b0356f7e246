"""What the tests of what is done with documents begin with."""

import pytest

from registry.database.transactions import unit_of_work
from registry.teams.models import Team
from tests.factories import make_team


@pytest.fixture
def team(session: object) -> Team:
    """A bilingual team."""
    with unit_of_work():
        return make_team()
