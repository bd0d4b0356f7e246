"""What the tests of committees and seats begin with."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_committee, make_team


@pytest.fixture
def committee(session):
    with unit_of_work():
        return make_committee(make_team())
