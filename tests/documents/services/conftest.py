"""What the tests of what is done with documents begin with."""

import pytest

from registry.database.transactions import unit_of_work
from registry.teams.models import Team
from tests.factories import make_team
from tests.once import Once


@pytest.fixture
def team(once: Once) -> Team:
    """A bilingual team."""
    return once(make_bilingual_team)


def make_bilingual_team() -> Team:
    with unit_of_work():
        return make_team()
