"""How long a link to sign lives."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signing.rules.requests import expires_at
from tests.factories import NOW

TODAY = dt.date(2026, 11, 24)
MORNING = dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)
TORONTO = "America/Toronto"
ZONES = st.sampled_from([TORONTO, "America/St_Johns", "Pacific/Auckland", "UTC"])
MOMENTS = st.floats(1.58e9, 2.2e9).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


def day(days: int) -> dt.date:
    """The day so many days from today."""
    return TODAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("due_on", "last_day"),
    [
        (None, dt.date(2027, 1, 8)),  # 45 days after sending
        (dt.date(2026, 12, 1), dt.date(2026, 12, 31)),  # 30 days after the date
        (dt.date(2026, 10, 25), dt.date(2027, 1, 8)),  # the 30 days are over today
        (dt.date(2026, 10, 26), dt.date(2026, 11, 25)),
    ],
)
def test_a_link_lives_30_days_after_the_date_and_45_after_sending_where_there_is_none(due_on, last_day):
    ends = expires_at(asked_at=MORNING, due_on=due_on, zone=TORONTO)
    assert ends.astimezone(ZoneInfo(TORONTO)).replace(tzinfo=None) == dt.datetime.combine(
        last_day + dt.timedelta(days=1), dt.time()
    )


@given(MOMENTS, st.none() | DAYS, ZONES)
def test_a_link_lives_at_its_sending_and_dies_at_a_midnight_of_the_team(asked_at, due_on, zone):
    ends = expires_at(asked_at=asked_at, due_on=due_on, zone=zone)
    assert ends > asked_at
    assert ends.astimezone(ZoneInfo(zone)).time() == dt.time()


@pytest.mark.parametrize(("until", "last"), [(day(60), day(90)), (day(10), day(50))])
def test_a_link_outlives_the_day_of_the_board_by_thirty_days_at_least(until, last):
    ends = expires_at(asked_at=NOW, due_on=day(20), board_until=until, zone="America/Toronto")
    assert ends.astimezone(ZoneInfo("America/Toronto")).date() == last + dt.timedelta(days=1)
