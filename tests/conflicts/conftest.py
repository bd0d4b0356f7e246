"""What the tests of conflicts begin with: a team whose partners, committees and people are named."""

import pytest

from tests.cast import make_cast


@pytest.fixture
def cast(once, stopped_clock):
    """The team and all who act in it."""
    return once(make_cast)
