"""The rules of withdrawals, by tables and properties."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import RegistryError, RuleBroken
from registry.withdrawals.rules import withdrawals
from registry.withdrawals.rules.withdrawals import Channel, State, Wait
from tests.refusals import allowed

DAY = dt.date(2026, 11, 24)
ALLOWED = {(State.RUNNING, State.STAYED), (State.RUNNING, State.LEFT)}
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def days(count):
    return dt.timedelta(days=count)


# -- states ------------------------------------------------------------------------------------------


def test_a_running_withdrawal_ends_in_staying_or_in_leaving():
    assert set(allowed(withdrawals.MOVES.check, itertools.product(State, State))) == ALLOWED


@pytest.mark.parametrize("pair", sorted(set(itertools.product(State, State)) - ALLOWED))
def test_every_other_move_is_refused_with_words(pair):
    with pytest.raises(RuleBroken) as refusal:
        withdrawals.MOVES.check(*pair)
    assert refusal.value.message == pair[0].hint


@given(kept=st.sampled_from(State), effective_on=st.none() | DAYS, on=DAYS)
def test_only_a_running_withdrawal_whose_day_has_come_has_left_by_itself(kept, effective_on, on):
    has_come = effective_on is not None and effective_on <= on
    wanted = State.LEFT if kept is State.RUNNING and has_come else kept
    assert withdrawals.state_on(kept, effective_on, on) is wanted


@given(effective_on=DAYS, first=DAYS, second=DAYS)
def test_who_has_left_by_a_day_has_left_on_every_later_day(effective_on, first, second):
    early, late = sorted([first, second])
    left_early = withdrawals.state_on(State.RUNNING, effective_on, early) is State.LEFT
    left_late = withdrawals.state_on(State.RUNNING, effective_on, late) is State.LEFT
    assert left_late >= left_early


# -- what it waits for -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("has_date", "efforts", "answered", "has_no_opportunity", "waits"),
    [
        (True, 0, 0, False, (Wait.EFFORTS, Wait.DAY)),
        (False, 0, 0, False, (Wait.DATE, Wait.EFFORTS)),
        (True, 2, 1, False, (Wait.ANSWERS, Wait.DAY)),
        (True, 2, 2, False, (Wait.DAY,)),
        (True, 0, 0, True, (Wait.DAY,)),
        (False, 1, 0, True, (Wait.DATE, Wait.ANSWERS)),
    ],
)
def test_a_running_withdrawal_waits_for_what_is_missing(
    has_date, efforts, answered, has_no_opportunity, waits
):
    found = withdrawals.waits_for(
        State.RUNNING,
        has_date=has_date,
        efforts=efforts,
        answered=answered,
        has_no_opportunity=has_no_opportunity,
    )
    assert found == waits


@pytest.mark.parametrize("state", [State.LEFT, State.STAYED])
def test_an_ended_withdrawal_waits_for_nothing(state):
    found = withdrawals.waits_for(state, has_date=False, efforts=3, answered=0, has_no_opportunity=False)
    assert found == (Wait.NOTHING,)


# -- days --------------------------------------------------------------------------------------------


def test_a_signed_notice_names_today_or_a_later_day():
    named = [DAY + days(ahead) for ahead in (-1, 0, 1, 30, 5 * 366, 5 * 366 + 1)]
    assert allowed(lambda day: withdrawals.check_signed_day(day, DAY), named) == named[1:-1]


@pytest.mark.parametrize("named", [None, DAY - days(1), dt.date(202, 1, 1), DAY + days(5 * 366 + 1)])
def test_a_signed_notice_names_no_other_day(named):
    with pytest.raises(RegistryError) as refusal:
        withdrawals.check_signed_day(named, DAY)
    assert refusal.value.field == "effective_on"


@pytest.mark.parametrize(
    ("says_so", "taken"),
    [(False, [None, DAY, DAY + days(9)]), (True, [None, DAY - days(9), DAY, DAY + days(9)])],
)
def test_a_paper_may_name_no_day_or_one_that_it_says_has_passed(says_so, taken):
    named = [None, DAY - days(9), DAY, DAY + days(9)]
    assert allowed(lambda day: withdrawals.check_paper_day(day, DAY, paper_says_so=says_so), named) == taken


@pytest.mark.parametrize(
    ("named", "says_so"),
    [(DAY - days(1), False), (dt.date(206, 11, 1), True), (dt.date(2206, 11, 1), True)],
)
def test_a_slip_in_a_papers_day_is_pointed_out(named, says_so):
    with pytest.raises(RegistryError) as refusal:
        withdrawals.check_paper_day(named, DAY, paper_says_so=says_so)
    assert refusal.value.field == "effective_on"


@pytest.mark.parametrize(
    ("effective_on", "notice_days", "short"),
    [
        (DAY, None, 0),
        (None, 30, 0),
        (DAY + days(30), 30, 0),
        (DAY + days(29), 30, 1),
        (DAY, 30, 30),
        (DAY - days(5), 30, 35),
        (DAY + days(31), 30, 0),
    ],
)
def test_how_many_days_of_the_notice_period_are_missing(effective_on, notice_days, short):
    assert withdrawals.days_short(DAY, effective_on, notice_days) == short


@given(given_on=DAYS, wait=st.integers(-400, 1000), notice=st.integers(1, 730))
def test_a_notice_is_short_by_just_what_is_missing(given_on, wait, notice):
    assert withdrawals.days_short(given_on, given_on + days(wait), notice) == max(notice - wait, 0)


# -- words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_reason_is_said_in_words(text):
    with pytest.raises(RuleBroken):
        withdrawals.check_words(text, field="reason")


def test_a_hundred_kilobytes_of_words_are_too_many():
    with pytest.raises(RegistryError) as refusal:
        withdrawals.check_length("x" * 100_000, field="account")
    assert refusal.value.field == "account"


def test_an_answer_is_relayed_by_a_channel():
    relayed = [channel for channel in Channel if channel is not Channel.ONLINE]
    assert allowed(withdrawals.check_relayed, Channel) == relayed


def test_what_is_given_here_is_not_relayed():
    with pytest.raises(RuleBroken):
        withdrawals.check_relayed(Channel.ONLINE)
