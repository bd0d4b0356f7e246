"""What the tests of the team's pages on admissions begin with."""

import pytest

from registry.accounts.models import User
from registry.database.session import db
from tests.admissions import builders


@pytest.fixture
def coordinator(client, team):
    """Asks for a page of admissions as the coordinator."""
    client.sign_in(db.session.get_one(User, builders.coordinator().id))
    return client
