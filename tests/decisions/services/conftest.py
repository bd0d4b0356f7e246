"""What the tests of what is done in decisions begin with."""

import pytest

from registry.database.transactions import unit_of_work
from tests.decisions.builders import make_partners, open_one
from tests.factories import make_team


@pytest.fixture
def team(once):
    return once(make_team_of_three)


def make_team_of_three():
    with unit_of_work():
        made = make_team()
        make_partners(made, 3)
    return made


@pytest.fixture
def decision(once, team):
    return once(open_it, team)


def open_it(team):
    with unit_of_work():
        return open_one(team)
