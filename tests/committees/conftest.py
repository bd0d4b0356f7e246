"""What the tests of committee pages begin with: a signed-in coordinator, a steering committee, a seat."""

from collections.abc import Callable
from typing import Any

import pytest

from registry.committees.models import Committee, Seat
from registry.database.transactions import unit_of_work
from tests.factories import make_committee, make_seat


@pytest.fixture
def board(team) -> Committee:
    """The steering committee."""
    with unit_of_work(team.id):
        return make_committee(team, name="Board")


@pytest.fixture
def seat(board) -> Seat:
    """A vacant seat of the board, for a community."""
    with unit_of_work(board.team_id):
        return make_seat(board, label_en="Indigenous health", label_fr="Santé autochtone", sector="Nations")


@pytest.fixture
def post(client, board) -> Callable[..., Any]:
    """Sends a form about the board, as it is now."""

    def send(page: str, **said: Any) -> Any:
        address = f"/teams/east/committees/{board.id}/{page}"
        return client.post(address, data={"revision": board.revision} | said)

    return send
