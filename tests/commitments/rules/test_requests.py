"""Rules of requests: when they are remembered, what may be answered, and their links."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.commitments.rules import requests
from registry.commitments.rules.requests import (
    LONGEST_BOARD_DAYS,
    RequestWords,
    check_board_date,
    check_due_date,
    due_reminder,
    reminder_days,
)
from registry.errors import RuleBroken
from registry.security.link_tokens import TOKEN, LinkParts
from registry.signing.rules.requests import RequestState
from tests.refusals import allowed

TODAY = dt.date(2026, 11, 24)

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


def day(days: int) -> dt.date:
    """The day so many days from today."""
    return TODAY + dt.timedelta(days=days)


# -- what one says that has ended --------------------------------------------------------------------


@pytest.mark.parametrize("state", RequestState)
def test_a_request_has_words_for_every_state(state):
    assert RequestWords(state).label


# -- when an unanswered request is remembered --------------------------------------------------------


def test_reminders_go_14_7_and_2_days_before_the_date_and_weekly_after_it():
    planned = reminder_days(asked_on=TODAY, due_on=day(20), expires_on=day(51))
    assert planned == [day(6), day(13), day(18), day(27), day(34), day(41), day(48)]


def test_a_request_made_late_skips_the_reminders_that_are_past():
    assert reminder_days(asked_on=TODAY, due_on=day(5), expires_on=day(14)) == [day(3), day(12)]


def test_without_a_date_reminders_go_weekly():
    planned = reminder_days(asked_on=TODAY, due_on=None, expires_on=day(46))
    assert planned == [day(7), day(14), day(21), day(28), day(35), day(42)]


@given(DAYS, st.none() | st.integers(-10, 200), st.integers(1, 120), st.integers(0, 130))
def test_no_reminder_is_planned_while_it_is_with_the_board(asked_on, due, lives, waits):
    due_on = None if due is None else asked_on + dt.timedelta(days=due)
    said = {"asked_on": asked_on, "due_on": due_on, "expires_on": asked_on + dt.timedelta(days=lives)}
    until = asked_on + dt.timedelta(days=waits)
    usual, planned = reminder_days(**said), reminder_days(**said, board_until=until)
    assert [one for one in planned if one <= until] == []
    assert set(usual) - set(planned) == {one for one in usual if one <= until}


@given(DAYS, st.none() | DAYS, st.integers(1, 120))
def test_every_reminder_falls_after_the_asking_and_before_the_end_each_once(asked_on, due_on, lives):
    ends = asked_on + dt.timedelta(days=lives)
    planned = reminder_days(asked_on=asked_on, due_on=due_on, expires_on=ends)
    assert planned == sorted(set(planned))
    assert all(asked_on < one < ends for one in planned)


@pytest.mark.parametrize(
    ("on", "board_until", "due"),
    [
        (day(5), None, None),
        (day(6), None, day(6)),
        (day(12), None, day(6)),
        (day(13), None, day(13)),
        (day(13), day(13), None),
        (day(13), day(20), None),
        (day(14), day(13), day(13)),
    ],
)
def test_the_latest_planned_reminder_is_due_and_none_while_it_is_with_the_board(on, board_until, due):
    assert due_reminder([day(6), day(13)], on, board_until) == due


# -- what is said with an answer ---------------------------------------------------------------------


@pytest.mark.parametrize("days", [-1, LONGEST_BOARD_DAYS + 1])
def test_the_day_of_a_board_is_neither_past_nor_more_than_a_year_away(days):
    with pytest.raises(RuleBroken) as refused:
        check_board_date(day(days), TODAY)
    assert refused.value.field == "board_until"


def test_a_board_may_meet_today_or_within_a_year():
    days = [day(number) for number in (-1, 0, 1, LONGEST_BOARD_DAYS, LONGEST_BOARD_DAYS + 1)]
    assert allowed(lambda until: check_board_date(until, TODAY), days) == days[1:-1]


@pytest.mark.parametrize("days", [-1, 0])
def test_answers_cannot_be_wanted_by_a_day_that_is_here(days):
    with pytest.raises(RuleBroken) as refused:
        check_due_date(day(days), TODAY)
    assert refused.value.field == "due_on"


def test_answers_may_be_wanted_by_a_later_day_or_by_none():
    days = [None, day(0), day(1)]
    assert allowed(lambda due_on: check_due_date(due_on, TODAY), days) == [None, day(1)]


# -- signing links -----------------------------------------------------------------------------------


PARTS = st.builds(LinkParts, st.integers(1, 10**12 - 1), st.integers(1, 10**6 - 1))


@given(PARTS)
def test_a_token_says_its_request_and_generation_to_who_made_it(parts):
    assert requests.LINKS.read_token(requests.LINKS.token_for(parts, secret="key"), secret="key") == parts


@given(PARTS)
def test_a_token_made_with_another_key_says_nothing(parts):
    assert requests.LINKS.read_token(requests.LINKS.token_for(parts, secret="other"), secret="key") is None


@given(PARTS, PARTS)
def test_a_token_fits_no_other_request_or_generation(parts, others):
    mac = requests.LINKS.token_for(parts, secret="key").split("-", 2)[2]
    forged = f"{others.identity}-{others.generation}-{mac}"
    assert (requests.LINKS.read_token(forged, secret="key") is not None) == (parts == others)


@given(st.text(max_size=60) | st.from_regex(TOKEN))
def test_what_was_not_made_here_says_nothing(token):
    assert requests.LINKS.read_token(token, secret="key") is None
