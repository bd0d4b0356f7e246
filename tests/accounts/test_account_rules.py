"""Passwords, and the rest after failed sign-ins."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.accounts.rules import (
    FREE_FAILURES,
    LONGEST_PASSWORD,
    LONGEST_WAIT,
    SHORTEST_PASSWORD,
    check_password,
    is_resting,
    wait_after,
)
from registry.errors import RuleBroken

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
ADDRESS = "ann.ng.of.east@example.org"


@pytest.mark.parametrize("length", [SHORTEST_PASSWORD, LONGEST_PASSWORD])
def test_a_password_of_any_kind_of_signs_will_do(length):
    check_password("a" * length, email=ADDRESS)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("a" * (SHORTEST_PASSWORD - 1), "Use at least 12 characters"),
        ("a" * (LONGEST_PASSWORD + 1), "Use at most 128 characters"),
        (ADDRESS.upper(), "Your address cannot be your password"),
    ],
)
def test_a_password_that_is_no_good_is_refused_on_its_field(password, words):
    with pytest.raises(RuleBroken, match=words) as refused:
        check_password(password, email=ADDRESS)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (FREE_FAILURES - 1, 0), (FREE_FAILURES, 4), (FREE_FAILURES + 1, 8)]
)
def test_a_few_failures_are_free_and_each_further_doubles_the_wait(failures, seconds):
    assert wait_after(failures) == dt.timedelta(seconds=seconds)


@given(st.integers(min_value=0, max_value=1_000))
def test_no_wait_is_longer_than_the_longest(failures):
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


@pytest.mark.parametrize(("later", "resting"), [(0, True), (3, True), (4, False)])
def test_an_account_rests_until_the_wait_is_over(later, resting):
    assert is_resting(FREE_FAILURES, NOW, NOW + dt.timedelta(seconds=later)) is resting


def test_an_account_that_never_failed_does_not_rest():
    assert not is_resting(0, None, NOW)
