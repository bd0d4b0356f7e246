"""What the tests of the pages of committees begin with."""

import pytest


@pytest.fixture
def give(seat, post):
    """Gives the seat to Ida, who has no account, unless told otherwise."""
    ida = {"kind": "holder", "name": "Ida Moss", "language": "en", "starts_on": "2026-02-01"}
    return lambda **said: post(f"seats/{seat.id}/terms/new", **(ida | said))
