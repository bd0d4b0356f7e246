"""What the tests of partner pages begin with: a signed-in coordinator, a team, a partner."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_partner


@pytest.fixture
def partner(team):
    """An anchor."""
    with unit_of_work(team.id):
        return make_partner(team, "Carefor", sector="Home care", city="Ottawa")
