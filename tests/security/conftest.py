"""A whole team whose coordinator is signed in, and the addresses of all its pages."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_coordinator
from tests.whole_team import make_whole_team, pages_of


@pytest.fixture
def whole_team(session, stopped_clock, client):
    """A team with something in every corner, and its coordinator signed in."""
    team = make_whole_team("east")
    with unit_of_work():
        client.sign_in(make_coordinator(team, email="robin@example.org"))
    return team


@pytest.fixture
def addresses(app) -> list[str]:
    """The address of every page that can be fetched."""
    return [page.address for page in pages_of(app) if page.method == "GET"]
