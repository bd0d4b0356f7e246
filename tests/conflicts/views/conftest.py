"""What the tests of the pages of cases begin with."""

import pytest


@pytest.fixture
def coordinator(cast, client):
    """The coordinator is signed in."""
    client.sign_in(cast.coordinator)
    return cast.coordinator
