"""A kind of message that only the tests send."""

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox import messages as outbox_messages
from registry.outbox.messages import Letter
from registry.outbox.services import messages
from tests.factories import NOW, make_team


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def compose_with(monkeypatch):
    """Gives the function that writes the tests' messages."""
    return lambda function: monkeypatch.setitem(outbox_messages._COMPOSERS, "test.letter", function)


@pytest.fixture(autouse=True)
def plain_letter(compose_with):
    """Unless told otherwise, a message says whose it is."""
    compose_with(lambda message: Letter(f"For {message.to_name}", "Good day.\n"))


@pytest.fixture
def post(team):
    """Puts a message in the outbox."""

    def put(address="ann@example.org", **said):
        known = {"template": "test.letter", "to_name": "Ann", "language": "en", "params": {}}
        known |= {"subject": ("test", 1), "team_id": team.id, "now": NOW}
        with unit_of_work():
            return messages.post(to_address=address, **(known | said))

    return put
