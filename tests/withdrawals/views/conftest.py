"""What the tests of the pages on withdrawals begin with."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_coordinator, make_representative


@pytest.fixture
def coordinator(client, team):
    """A coordinator who is signed in."""
    with unit_of_work():
        user = make_coordinator(team, name="Robin Roe")
    client.sign_in(user)
    return user


@pytest.fixture
def representative(team, partner):
    """Rosa Diaz, who acts for the organization; not signed in yet."""
    with unit_of_work(team.id):
        return make_representative(partner, name="Rosa Diaz")
