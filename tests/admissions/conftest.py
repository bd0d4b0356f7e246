"""What the tests of admissions begin with: a team that takes applications, an application at each step."""

import pytest

from registry.database.transactions import unit_of_work
from tests.admissions import builders
from tests.factories import make_coordinator, make_team


@pytest.fixture
def team(session):
    """A team with a coordinator, one criterion, applications taken all year."""
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org", name="Robin Roe")
    builders.open_all_year(team)
    builders.add_criterion(team)
    return team


@pytest.fixture
def received(team):
    """An application whose mailbox is confirmed."""
    return builders.receive(team)


@pytest.fixture
def deliberated(received):
    """An application on which the partners have deliberated."""
    return builders.deliberate(received)


@pytest.fixture
def secret(app):
    """What links are made with."""
    return str(app.secret_key)
