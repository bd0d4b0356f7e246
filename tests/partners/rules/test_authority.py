"""Authority to act: gaps, doubled voices and ends, by examples and for any grants."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import InvalidInput, RuleBroken
from registry.partners.rules.authority import (
    ENDING_SOON_DAYS,
    Authority,
    Basis,
    Finding,
    FindingKind,
    Scope,
    check_reference,
    check_span,
    doubled,
    ending_soon,
    envelope,
    gaps,
    may_sign,
    voices,
)
from tests.refusals import allowed

TODAY = dt.date(2026, 11, 24)


def day(days):
    return TODAY + dt.timedelta(days=days)


def signs(start=None, end=None, *, who=1):
    return Authority(who, None, start, end)


def speaks(who, start=None, end=None, *, is_alternate=False):
    return Authority(None, who, start, end, is_alternate)


DAYS = st.integers(-60, 60).map(day)
GRANTS = st.lists(
    st.builds(
        Authority,
        st.one_of(st.none(), st.integers(1, 3)),
        st.one_of(st.none(), st.integers(1, 3)),
        st.one_of(st.none(), DAYS),
        st.one_of(st.none(), DAYS),
        st.booleans(),
    ),
    max_size=6,
)
SOME_DAY = st.integers(0, 150).map(day)


def covers(found, on):
    """Whether one of the findings is about a day."""
    return any(one.from_on <= on and (one.until_on is None or on < one.until_on) for one in found)


# -- who may sign ------------------------------------------------------------------------------------


def test_without_a_grant_nobody_may_sign_from_today_on():
    assert gaps([], TODAY) == [Finding(FindingKind.NOBODY_SIGNS, TODAY)]


def test_a_grant_that_ends_leaves_a_gap_from_that_day():
    assert gaps([signs(None, day(9))], TODAY) == [Finding(FindingKind.NOBODY_SIGNS, day(9))]


def test_a_gap_ends_where_the_next_grant_begins():
    found = gaps([signs(None, day(9)), signs(day(20))], TODAY)
    assert found == [Finding(FindingKind.NOBODY_SIGNS, day(9), day(20))]


def test_a_grant_taken_over_on_its_end_day_leaves_no_gap():
    assert gaps([signs(None, day(9)), signs(day(9), who=2)], TODAY) == []


def test_who_only_speaks_does_not_sign():
    assert not may_sign([speaks(1)], TODAY)


def test_an_alternate_may_sign():
    assert may_sign([Authority(1, None, None, None, True)], TODAY)


@given(GRANTS, SOME_DAY)
def test_a_day_is_in_a_gap_exactly_when_nobody_may_sign_on_it(grants, on):
    assert covers(gaps(grants, TODAY), on) == (not may_sign(grants, on))


# -- who speaks --------------------------------------------------------------------------------------


def test_two_who_speak_at_once_are_a_doubled_voice():
    found = doubled([speaks(1), speaks(2, day(3))], TODAY)
    assert found == [Finding(FindingKind.VOICE_DOUBLED, day(3), None, frozenset({1, 2}))]


def test_an_alternate_is_no_second_voice():
    assert doubled([speaks(1), speaks(2, is_alternate=True)], TODAY) == []


def test_two_grants_of_one_person_are_one_voice():
    assert doubled([speaks(1), speaks(1, day(-3))], TODAY) == []


def test_voices_that_follow_each_other_are_not_doubled():
    assert doubled([speaks(1, None, day(5)), speaks(2, day(5))], TODAY) == []


@given(GRANTS, SOME_DAY)
def test_a_day_is_flagged_exactly_when_two_speak_in_their_own_right(grants, on):
    assert covers(doubled(grants, TODAY), on) == (len(voices(grants, on)) > 1)


# -- what ends ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "told"), [(1, 1), (ENDING_SOON_DAYS, 1), (ENDING_SOON_DAYS + 1, 0), (0, 0)])
def test_what_ends_within_thirty_days_is_told(days, told):
    assert len(ending_soon([signs(None, day(days))], TODAY)) == told


def test_what_is_renewed_is_not_told():
    assert ending_soon([signs(None, day(5)), signs(day(5))], TODAY) == []


def test_what_another_person_takes_over_is_told():
    assert len(ending_soon([signs(None, day(5)), signs(day(5), who=2)], TODAY)) == 1


def test_who_keeps_only_the_signing_of_both_is_told():
    both = Authority(1, 7, None, day(5))
    assert len(ending_soon([both, signs(day(5))], TODAY)) == 1


# -- what is said ------------------------------------------------------------------------------------


@given(GRANTS.filter(bool), SOME_DAY)
def test_outside_their_envelope_no_grant_holds(grants, on):
    first, end = envelope(grants)
    outside = (first is not None and on < first) or (end is not None and on >= end)
    assert not (outside and any(grant.holds(on) for grant in grants))


def test_authority_ends_after_it_begins():
    with pytest.raises(RuleBroken, match="cannot end before it begins"):
        check_span(TODAY, TODAY)


@pytest.mark.parametrize("basis", [Basis.BY_LAW, Basis.BOARD_MINUTE, Basis.LETTER])
def test_a_by_law_a_minute_and_a_letter_are_named(basis):
    with pytest.raises(InvalidInput, match="Say which"):
        check_reference(basis, "")


def test_a_title_speaks_for_itself():
    assert allowed(lambda basis: check_reference(basis, ""), Basis) == [Basis.TITLE]


@pytest.mark.parametrize(
    ("grant", "scope"),
    [(signs(), Scope.SIGNS), (speaks(1), Scope.SPEAKS), (Authority(1, 1, None, None), Scope.BOTH)],
)
def test_what_a_grant_lets_do_follows_from_whom_it_is_given_to(grant, scope):
    assert grant.scope is scope
