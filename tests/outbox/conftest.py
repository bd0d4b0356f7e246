"""A kind of message that only the tests send."""

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox.messages import Letter, Recipient
from registry.teams.messages import TeamMessage
from tests.factories import NOW, make_team


class Note(TeamMessage):
    """Unless told otherwise, it says whose it is."""

    key = "tests.letter"

    @classmethod
    def post(cls, to, **said):
        """Put one in the outbox."""
        return cls._post(to, **said)

    def words(self):
        """Whose it is."""
        return Letter(f"For {self.message.to_name}", "Good day.\n")


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def compose_with(monkeypatch):
    """Gives the function that writes the tests' messages."""
    return lambda function: monkeypatch.setattr(Note, "words", lambda self: function(self.message))


@pytest.fixture
def post(team):
    """Puts a message in the outbox."""

    def put(address="ann@example.org", *, to_name="Ann", language="en", due_at=NOW, **said):
        known = {"params": {}, "subject": ("test", 1), "team_id": team.id, "at": NOW}
        with unit_of_work():
            message = Note.post(Recipient(to_name, address, language), **(known | said))
            if message is not None:
                message.due_at = due_at
            return message

    return put
