"""When a team takes applications."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.admissions.rules.intake import Intake, check_apart, check_window, intake_on
from registry.errors import InvalidInput, RuleBroken

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


@dataclass(frozen=True)
class Days:
    """A window."""

    opens_on: dt.date
    closes_on: dt.date


SPRING = Days(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
AUTUMN = Days(dt.date(2026, 10, 1), dt.date(2026, 10, 31))


@pytest.mark.parametrize(
    ("on", "intake"),
    [
        (dt.date(2026, 2, 28), Intake(False, opens_next=SPRING.opens_on)),
        (dt.date(2026, 3, 1), Intake(True, until=SPRING.closes_on)),
        (dt.date(2026, 3, 31), Intake(True, until=SPRING.closes_on)),
        (dt.date(2026, 4, 1), Intake(False, opens_next=AUTUMN.opens_on)),
        (dt.date(2026, 11, 1), Intake(False)),
    ],
)
def test_a_window_is_open_on_both_its_days_and_says_when_it_opens_next(on, intake):
    assert intake_on([AUTUMN, SPRING], all_year=False, on=on) == intake


@given(DAYS)
def test_all_year_means_every_day(on):
    assert intake_on([SPRING], all_year=True, on=on) == Intake(True)


@given(DAYS)
def test_without_a_window_nothing_is_taken(on):
    assert intake_on([], all_year=False, on=on) == Intake(False)


@given(DAYS, DAYS)
def test_closing_before_opening_is_refused_on_the_closing_day(one, other):
    first, last = sorted((one, other + dt.timedelta(days=1)))
    check_window(first, last)
    with pytest.raises(RuleBroken) as refused:
        check_window(last + dt.timedelta(days=1), first)
    assert refused.value.field == "closes_on"


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [
        (dt.date(26, 3, 1), dt.date(2026, 3, 1), "opens_on"),
        (dt.date(2026, 3, 1), dt.date(2926, 3, 1), "closes_on"),
    ],
)
def test_a_mistyped_year_is_noticed(opens, closes, field):
    with pytest.raises(InvalidInput) as refused:
        check_window(opens, closes)
    assert refused.value.field == field


@given(DAYS, st.integers(0, 60), DAYS, st.integers(0, 60))
def test_windows_overlap_when_they_share_a_day(first, length, second, other_length):
    one = Days(first, first + dt.timedelta(days=length))
    other = Days(second, second + dt.timedelta(days=other_length))
    shared = max(one.opens_on, other.opens_on) <= min(one.closes_on, other.closes_on)
    try:
        check_apart(one.opens_on, one.closes_on, [other])
        refused = False
    except RuleBroken:
        refused = True
    assert refused == shared
