"""How long a session lasts, how long one waits after failures, and what counts as two factors."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.sign_in.rules.sign_in import (
    FAILURES_FADE,
    FREE_FAILURES,
    LONGEST_WAIT,
    Ending,
    count_again,
    ending_of,
    has_second_factor,
    is_more_than_a_link,
    wait_after,
)

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)

MINUTE = dt.timedelta(minutes=1)
HOUR = 60 * MINUTE


# -- waiting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (FREE_FAILURES - 1, 0), (FREE_FAILURES, 4), (FREE_FAILURES + 1, 8)]
)
def test_a_few_failures_are_free_and_each_further_doubles_the_wait(failures, seconds):
    assert wait_after(failures) == dt.timedelta(seconds=seconds)


@given(st.integers(min_value=0, max_value=1_000))
def test_no_wait_is_longer_than_the_longest(failures):
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


@pytest.mark.parametrize(("since", "count"), [(MINUTE, 8), (FAILURES_FADE, 1)])
def test_failures_of_long_ago_count_no_more(since, count):
    assert count_again(7, NOW - since, NOW) == count


# -- sessions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended_at", "seen", "lasts", "ending"),
    [
        (None, 59 * MINUTE, MINUTE, None),
        (None, HOUR, MINUTE, Ending.IDLE),
        (None, MINUTE, dt.timedelta(0), Ending.OVER),
        (NOW - MINUTE, MINUTE, HOUR, Ending.ENDED),
    ],
)
def test_a_session_ends_unused_at_its_time_or_by_its_owner(ended_at, seen, lasts, ending):
    found = ending_of(ended_at=ended_at, last_seen_at=NOW - seen, ends_at=NOW + lasts, now=NOW, idle=HOUR)
    assert found is ending


@pytest.mark.parametrize(
    ("factors", "has_second", "is_more"),
    [
        (["password"], False, True),
        (["link"], False, False),
        (["link", "code"], True, False),
        (["passkey"], True, True),
        (["password", "recovery-code"], True, True),
    ],
)
def test_a_passkey_is_both_factors_and_a_link_with_a_code_stays_a_link(factors, has_second, is_more):
    assert (has_second_factor(factors), is_more_than_a_link(factors)) == (has_second, is_more)
