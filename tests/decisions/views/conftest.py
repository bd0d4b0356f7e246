"""What the tests of the pages of decisions begin with."""

import pytest

from registry.database.transactions import unit_of_work
from tests.decisions.builders import at, close, make_partners, open_one, say_all


@pytest.fixture
def decision(once, team):
    return once(open_among_three, team)


def open_among_three(team):
    with unit_of_work():
        make_partners(team, 3)
        return open_one(team)


@pytest.fixture
def agreed(once, decision):
    return once(agree, decision)


def agree(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    return decision
