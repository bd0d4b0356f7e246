"""Expenses to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.conflicts.rules import money
from registry.errors import InvalidInput
from tests.refusals import allowed

CENTS = st.integers(1, money.MOST_CENTS)


@given(CENTS, st.integers(1, 50))
def test_equal_shares_sum_to_the_total_and_differ_by_a_cent_at_most(total: int, parties: int) -> None:
    shares = money.equal_shares(total, parties)
    assert len(shares) == parties
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1


@pytest.mark.parametrize(
    ("total", "parties", "shares"),
    [(100, 3, [34, 33, 33]), (1, 2, [1, 0]), (100, 1, [100]), (1001, 4, [251, 250, 250, 250])],
)
def test_a_rest_goes_to_the_first(total: int, parties: int, shares: list[int]) -> None:
    assert money.equal_shares(total, parties) == shares


def test_nothing_is_shared_among_nobody() -> None:
    with pytest.raises(ValueError, match="nobody"):
        money.equal_shares(100, 0)


@given(CENTS)
def test_what_is_written_is_read_the_same(cents: int) -> None:
    assert money.read_cents(money.write_cents(cents), field="total") == cents


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("", 0),
        ("12", 1200),
        ("1,234.50", 123450),
        ("1 234,50 $", 123450),
        ("1\u00a0234,5", 123450),
        ("1\u202f234,50", 123450),
        ("$0.05", 5),
        ("1,234", 123400),
        ("12,5", 1250),
    ],
)
def test_amounts_are_read_as_english_and_french_write_them(typed: str, cents: int) -> None:
    assert money.read_cents(typed, field="total") == cents


@pytest.mark.parametrize(
    "typed", ["abc", "1.234", "-5", "1e9", "12.345", "٣", "1..2", "10000000.01", "9" * 400]
)
def test_what_is_no_amount_is_refused_on_its_field(typed: str) -> None:
    with pytest.raises(InvalidInput, match="amount") as error:
        money.read_cents(typed, field="share_2")
    assert error.value.field == "share_2"


@given(st.lists(st.integers(0, 10_000_00), min_size=1, max_size=50), st.integers(1, 1000))
def test_shares_that_do_not_sum_are_refused_in_words(shares: list[int], off: int) -> None:
    with pytest.raises(InvalidInput, match="must be the same") as error:
        money.check_shares(sum(shares) + off, shares)
    assert error.value.field == "share_1"


@given(st.lists(st.integers(1, 10_000_00), min_size=1, max_size=50))
def test_shares_that_sum_are_taken(shares: list[int]) -> None:
    totals = [sum(shares) + off for off in (-1, 0, 1)]
    assert allowed(lambda total: money.check_shares(total, shares), totals) == totals[1:2]


def test_an_expense_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="amount"):
        money.check_shares(0, [])
