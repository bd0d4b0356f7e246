"""What the tests of partner pages begin with: a signed-in coordinator, a team, a partner."""

import pytest

from registry.transactions import unit_of_work
from tests.factories import make_coordinator, make_partner, make_team


@pytest.fixture
def team(session, client):
    """A team whose coordinator is signed in."""
    with unit_of_work():
        team = make_team(slug="east")
        client.sign_in(make_coordinator(team, name="Ann Ng"))
    return team


@pytest.fixture
def partner(team):
    """An anchor."""
    with unit_of_work(team.id):
        return make_partner(team, "Carefor", sector="Home care", city="Ottawa")
