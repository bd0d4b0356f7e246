"""What the tests of the pages of one partner begin with."""

import pytest

BASE = "/teams/east/partners"


@pytest.fixture
def post(client, partner):
    """Sends a form about the partner."""

    def send(page, **said):
        return client.post(f"{BASE}/{partner.id}/{page}", data={"revision": partner.revision} | said)

    return send
