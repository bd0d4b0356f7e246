"""The days of the demonstration."""

import datetime as dt

import pytest

from registry import clock
from registry.demo.stage import Stage
from registry.teams.models import Team


@pytest.mark.parametrize("hour", [3, 4, 5, 16])
def test_so_many_days_ago_is_so_many_days_across_a_change_of_time(hour):
    now = dt.datetime(2026, 11, 29, hour, 18, tzinfo=dt.UTC)
    stage = Stage(Team(timezone="America/Toronto"), None, {}, now)
    day = clock.local_date(stage.ago(days=40), "America/Toronto")
    assert clock.local_date(now, "America/Toronto") - day == dt.timedelta(days=40)
