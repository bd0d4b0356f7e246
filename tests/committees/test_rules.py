"""Terms of seats: periods, overlaps, standing in."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.committees.rules import (
    check_declared,
    check_free,
    check_names,
    check_not_ahead,
    check_period,
    check_stands_in,
    covers,
    overlap,
)
from registry.errors import InvalidInput, RuleBroken
from tests.refusals import allowed, refusal_of

FIRST = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Span:
    """A period."""

    starts_on: dt.date
    ends_on: dt.date | None = None


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def span(begins: int, ends: int | None = None) -> Span:
    return Span(day(begins), None if ends is None else day(ends))


spans = st.builds(
    lambda begins, length: span(begins, None if length is None else begins + length),
    st.integers(0, 40),
    st.none() | st.integers(1, 40),
)


@pytest.mark.parametrize(("on", "is_covered"), [(-1, False), (0, True), (9, True), (10, False)], ids=str)
def test_a_term_holds_from_its_first_day_until_the_day_it_ends(on, is_covered):
    assert covers(span(0, 10), day(on)) is is_covered


def test_a_term_without_an_end_goes_on():
    assert covers(span(0), dt.date(2126, 1, 1))


@given(spans, spans)
def test_two_terms_overlap_when_some_day_lies_in_both(one, other):
    shared = [number for number in range(100) if covers(one, day(number)) and covers(other, day(number))]
    assert overlap(one, other) is bool(shared)


def test_a_term_that_ends_on_the_day_it_begins_is_refused():
    with pytest.raises(RuleBroken, match="ends before it has begun"):
        check_period(FIRST, FIRST)


def test_two_holders_at_once_are_refused_on_the_day_it_begins():
    with pytest.raises(RuleBroken) as refused:
        check_free(span(5), [span(0, 10)])
    assert refused.value.field == "starts_on"


def test_a_term_may_begin_on_the_day_another_ends():
    begins = [span(number) for number in (9, 10, 11)]
    assert allowed(lambda one: check_free(one, [span(0, 10)]), begins) == begins[1:]


def test_an_alternate_needs_somebody_to_stand_in_for():
    with pytest.raises(RuleBroken, match="nobody to stand in for"):
        check_stands_in(span(10), [span(0, 10)])


def test_an_alternate_may_begin_while_the_seat_is_held():
    begins = [span(number) for number in (-1, 0, 9, 10)]
    assert allowed(lambda one: check_stands_in(one, [span(0, 10)]), begins) == begins[1:3]


def test_a_committee_needs_a_name_in_one_language():
    with pytest.raises(InvalidInput):
        check_names("", "")


@pytest.mark.parametrize(("nothing", "text"), [(True, ""), (False, "A laboratory")])
def test_an_interest_is_declared_or_that_there_is_none(nothing, text):
    assert refusal_of(check_declared, nothing=nothing, text=text) is None


@pytest.mark.parametrize(("nothing", "text"), [(True, "A laboratory"), (False, "")])
def test_a_declaration_says_one_thing(nothing, text):
    with pytest.raises((RuleBroken, InvalidInput)) as told:
        check_declared(nothing=nothing, text=text)
    assert told.value.field == "text"


def test_a_declaration_is_dated_today_or_before():
    dated = [day(number) for number in (-30, -1, 0, 1)]
    assert allowed(lambda one: check_not_ahead(one, day(0)), dated) == dated[:-1]


def test_a_declaration_is_not_dated_ahead():
    with pytest.raises(RuleBroken, match="lies ahead"):
        check_not_ahead(day(1), day(0))
