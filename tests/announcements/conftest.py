"""What the tests of announcements begin with: a team with a coordinator and an observer."""

import pytest

from tests.announcements.builders import add_observer, send, write
from tests.factories import make_small_team


@pytest.fixture
def team(once):
    """A team with a coordinator."""
    return once(make_small_team)


@pytest.fixture
def observer(once, team):
    """An observer that only a listed address reaches."""
    return once(add_observer, team)


@pytest.fixture
def draft(once, team, observer):
    """A draft to observers that asks for an answer."""
    return once(write, team)


@pytest.fixture
def sent(once, draft):
    """The same, sent."""
    return once(send, draft)
