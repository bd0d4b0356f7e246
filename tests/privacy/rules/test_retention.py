"""How long something may be kept, and by what a person is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.personal_data import BOUNDS, Period
from registry.privacy.rules.retention import USUAL, check_days, check_sought, days_of
from tests.refusals import allowed, refusal_of

periods = st.sampled_from(list(Period))


@given(st.dictionaries(st.sampled_from([one.value for one in Period]), st.integers()))
def test_whatever_was_stored_what_holds_lies_between_the_bounds(stored):
    holds = days_of(stored)
    assert set(holds) == set(Period)
    assert refusal_of(check_days, holds) is None


@given(periods, st.integers())
def test_days_are_taken_exactly_between_the_bounds(period, days):
    bounds = BOUNDS[period]
    is_taken = refusal_of(check_days, {period: days}) is None
    assert is_taken == (bounds.least <= days <= bounds.most)


@pytest.mark.parametrize("period", Period)
def test_the_bounds_themselves_are_taken(period):
    bounds = BOUNDS[period]
    days = [bounds.least - 1, bounds.least, bounds.most, bounds.most + 1]
    assert allowed(lambda one: check_days({period: one}), days) == days[1:3]


def test_where_nothing_was_chosen_the_usual_holds():
    assert days_of({}) == USUAL


@pytest.mark.parametrize(
    ("typed", "sought"), [("  Ann   Lee ", "Ann Lee"), ("ann@example.org\t", "ann@example.org")]
)
def test_white_space_says_nothing_of_a_person(typed, sought):
    assert check_sought(typed) == sought
