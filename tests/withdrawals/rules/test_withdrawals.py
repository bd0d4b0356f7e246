"""The rules of withdrawals, by tables and properties."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.commitments.rules import requests as commitment_requests
from registry.errors import RegistryError, RuleBroken
from registry.security import link_tokens
from registry.security.link_tokens import LinkParts
from registry.withdrawals.rules import withdrawals
from registry.withdrawals.rules import withdrawals as withdrawal_rules
from registry.withdrawals.rules.withdrawals import Channel, RequestState, State, Wait

DAY = dt.date(2026, 11, 24)
ALLOWED = {(State.RUNNING, State.STAYED), (State.RUNNING, State.LEFT)}
ENDINGS = {RequestState.SIGNED, RequestState.REVOKED, RequestState.CLOSED}
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def days(count):
    return dt.timedelta(days=count)


# -- states ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", sorted(ALLOWED))
def test_a_running_withdrawal_ends_in_staying_or_in_leaving(pair):
    withdrawals.MOVES.check(*pair)


@pytest.mark.parametrize("pair", sorted(set(itertools.product(State, State)) - ALLOWED))
def test_every_other_move_is_refused_with_words(pair):
    with pytest.raises(RuleBroken) as refusal:
        withdrawals.MOVES.check(*pair)
    assert refusal.value.message == pair[0].hint


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_an_open_request_can_end_in_each_way(ending):
    withdrawals.REQUEST_MOVES.check(RequestState.OPEN, ending)


@pytest.mark.parametrize(
    "pair",
    sorted(
        set(itertools.product(RequestState, RequestState)) - {(RequestState.OPEN, end) for end in ENDINGS}
    ),
)
def test_a_request_that_has_ended_never_moves_and_none_opens_again(pair):
    with pytest.raises(RuleBroken) as refusal:
        withdrawals.REQUEST_MOVES.check(*pair)
    assert refusal.value.message == pair[0].label


@given(kept=st.sampled_from(State), effective_on=st.none() | DAYS, on=DAYS)
def test_only_a_running_withdrawal_whose_day_has_come_has_left_by_itself(kept, effective_on, on):
    has_come = effective_on is not None and effective_on <= on
    wanted = State.LEFT if kept is State.RUNNING and has_come else kept
    assert withdrawals.state_on(kept, effective_on, on) is wanted


@given(effective_on=DAYS, first=DAYS, second=DAYS)
def test_who_has_left_by_a_day_has_left_on_every_later_day(effective_on, first, second):
    early, late = sorted([first, second])
    left_early = withdrawals.state_on(State.RUNNING, effective_on, early) is State.LEFT
    assert not left_early or withdrawals.state_on(State.RUNNING, effective_on, late) is State.LEFT


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


@pytest.mark.parametrize("ahead", [0, 1, 30, 5 * 366])
def test_a_signed_notice_names_today_or_a_later_day(ahead):
    withdrawals.check_signed_day(DAY + days(ahead), DAY)


@pytest.mark.parametrize("named", [None, DAY - days(1), dt.date(202, 1, 1), DAY + days(5 * 366 + 1)])
def test_a_signed_notice_names_no_other_day(named):
    with pytest.raises(RegistryError) as refusal:
        withdrawals.check_signed_day(named, DAY)
    assert refusal.value.field == "effective_on"


@pytest.mark.parametrize(
    ("named", "says_so"),
    [(None, False), (DAY, False), (DAY + days(9), False), (DAY - days(9), True)],
)
def test_a_paper_may_name_no_day_or_one_that_it_says_has_passed(named, says_so):
    withdrawals.check_paper_day(named, DAY, paper_says_so=says_so)


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


@pytest.mark.parametrize("count", [None, 1, 90, 730])
def test_a_notice_period_is_none_or_some_days(count):
    withdrawals.check_notice_days(count)


@pytest.mark.parametrize("count", [0, -1, 731])
def test_no_other_notice_period_is_taken(count):
    with pytest.raises(RegistryError):
        withdrawals.check_notice_days(count)


# -- words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_reason_is_said_in_words(text):
    with pytest.raises(RuleBroken):
        withdrawals.check_words(text, field="reason")


def test_a_hundred_kilobytes_of_words_are_too_many():
    with pytest.raises(RegistryError) as refusal:
        withdrawals.check_length("x" * 100_000, field="account")
    assert refusal.value.field == "account"


@pytest.mark.parametrize("channel", withdrawals.RELAYED)
def test_an_answer_is_relayed_by_a_channel(channel):
    withdrawals.check_relayed(channel)


def test_what_is_given_here_is_not_relayed():
    with pytest.raises(RuleBroken):
        withdrawals.check_relayed(Channel.ONLINE)


# -- tokens ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("session", "stopped_clock")
def test_a_token_says_which_request_and_generation_it_is_for():
    token = withdrawal_rules.token_for(LinkParts(7, 2), secret="s")
    assert withdrawal_rules.read_token(token, secret="s") == LinkParts(7, 2)


@pytest.mark.usefixtures("session", "stopped_clock")
@pytest.mark.parametrize("spoil", [lambda one: one[:-1], lambda one: "8" + one[1:], lambda one: one + "A"])
def test_a_spoilt_token_says_nothing(spoil):
    assert (
        withdrawal_rules.read_token(
            spoil(withdrawal_rules.token_for(LinkParts(7, 2), secret="s")), secret="s"
        )
        is None
    )


@pytest.mark.usefixtures("session", "stopped_clock")
def test_a_token_of_another_secret_or_another_purpose_says_nothing():
    parts = LinkParts(7, 2)
    assert withdrawal_rules.read_token(withdrawal_rules.token_for(parts, secret="other"), secret="s") is None
    signing = commitment_requests.token_for(link_tokens.LinkParts(7, 2), secret="s")
    assert withdrawal_rules.read_token(signing, secret="s") is None
    assert commitment_requests.read_token(withdrawal_rules.token_for(parts, secret="s"), secret="s") is None
