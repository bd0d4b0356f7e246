"""What the tests of admissions begin with: a team that takes applications, an application at each step."""

import pytest

from registry.database.transactions import unit_of_work
from tests.admissions import builders
from tests.factories import make_coordinator, make_team


@pytest.fixture
def team(once):
    """A team with a coordinator, one criterion, applications taken all year."""
    return once(make_open_team)


def make_open_team():
    with unit_of_work():
        team = make_team(slug="east")
        make_coordinator(team, email="robin@example.org", name="Robin Roe")
    builders.open_all_year(team)
    builders.add_criterion(team)
    return team


@pytest.fixture
def received(once, team):
    """An application whose mailbox is confirmed."""
    return once(builders.receive, team)


@pytest.fixture
def deliberated(once, received):
    """An application on which the partners have deliberated."""
    return once(builders.deliberate, received)


@pytest.fixture
def secret(app):
    """What links are made with."""
    return str(app.secret_key)
