"""What the demonstration is made of."""

import datetime as dt

import pytest

from registry import clock
from registry.demo.scenes.signatures import DRAWN
from registry.demo.stage import Stage
from registry.signing.rules.signatures import DRAWING_BOX
from registry.teams.models import Team


def test_the_drawn_signature_can_be_seen_in_its_box():
    across, down = zip(*(point for stroke in DRAWN for point in stroke), strict=True)
    width, height = DRAWING_BOX
    assert width / 2 < max(across) - min(across) < width
    assert height / 4 < max(down) - min(down) < height


@pytest.mark.parametrize("hour", [3, 4, 5, 16])
def test_so_many_days_ago_is_so_many_days_across_a_change_of_time(hour):
    now = dt.datetime(2026, 11, 29, hour, 18, tzinfo=dt.UTC)
    stage = Stage(Team(timezone="America/Toronto"), None, {}, now)
    day = clock.local_date(stage.ago(days=40), "America/Toronto")
    assert clock.local_date(now, "America/Toronto") - day == dt.timedelta(days=40)
