"""What the tests of what is told on home pages begin with."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_coordinator

HOME = "/teams/east/"


@pytest.fixture
def home(client, team):
    """What a coordinator reads on the home page."""

    def read(language="en", user=None):
        with unit_of_work():
            client.sign_in(user or make_coordinator(team))
        with client.session_transaction() as session:
            session["language"] = language
        return client.get(HOME).text

    return read
