"""How long something may be kept, and by what a person is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import InvalidInput
from registry.personal_data import BOUNDS, Period
from registry.privacy.rules.retention import USUAL, check_days, check_sought, days_of

periods = st.sampled_from(list(Period))


@given(st.dictionaries(st.sampled_from([one.value for one in Period]), st.integers()))
def test_whatever_was_stored_what_holds_lies_between_the_bounds(stored):
    check_days(days_of(stored))


@given(periods, st.integers())
def test_days_are_taken_exactly_between_the_bounds(period, days):
    bounds = BOUNDS[period]
    taken = True
    try:
        check_days({period: days})
    except InvalidInput:
        taken = False
    assert taken == (bounds.least <= days <= bounds.most)


def test_where_nothing_was_chosen_the_usual_holds():
    assert days_of({}) == USUAL


@pytest.mark.parametrize(
    ("typed", "sought"), [("  Ann   Lee ", "Ann Lee"), ("ann@example.org\t", "ann@example.org")]
)
def test_white_space_says_nothing_of_a_person(typed, sought):
    assert check_sought(typed) == sought
