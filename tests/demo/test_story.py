"""What the demonstration shows."""

import pytest

from registry.commitments import boards, queries
from registry.commitments.rules import DRAWING_BOX
from registry.commitments.standing import Standing
from registry.demo.story import DRAWN, play
from registry.transactions import unit_of_work
from tests.factories import NOW

#: The demonstration asks something of every tier.
NOT_SHOWN = {Standing.NOT_ASKED}


def test_the_drawn_signature_can_be_seen_in_its_box():
    across, down = zip(*(point for stroke in DRAWN for point in stroke), strict=True)
    width, height = DRAWING_BOX
    assert width / 2 < max(across) - min(across) < width
    assert height / 4 < max(down) - min(down) < height


@pytest.mark.usefixtures("session")
def test_the_demonstration_shows_every_standing():
    with unit_of_work():
        team = play(NOW)
    version = queries.published_version(team.id, "statement", 3)
    found = boards.standing_board(version, on=NOW.date()).counts
    assert {standing for standing, count in found.items() if count} == set(Standing) - NOT_SHOWN
