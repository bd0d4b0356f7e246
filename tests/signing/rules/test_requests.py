"""Requests to sign: what may become of one, how long its link lives, why a link opens nothing."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import RuleBroken
from registry.signing.rules.requests import (
    MOVES,
    RENEWAL_PAUSE,
    TEXT_LENGTH,
    DeadLink,
    RequestState,
    check_link_lives,
    check_pause,
    check_reason,
    dead_link,
    expires_at,
)
from tests.factories import NOW
from tests.refusals import allowed

TODAY = dt.date(2026, 11, 24)
MORNING = dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)
TORONTO = "America/Toronto"
ZONES = st.sampled_from([TORONTO, "America/St_Johns", "Pacific/Auckland", "UTC"])
MOMENTS = st.floats(1.58e9, 2.2e9).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))
ENDED = [state for state in RequestState if state is not RequestState.OPEN]


def day(days: int) -> dt.date:
    """The day so many days from today."""
    return TODAY + dt.timedelta(days=days)


# -- a request is answered once ----------------------------------------------------------------------


def test_an_open_request_may_end_in_every_way():
    moves = [(RequestState.OPEN, state, "It has ended.") for state in RequestState]
    assert [state for _now, state, _words in allowed(MOVES.check, moves)] == ENDED


@pytest.mark.parametrize(
    ("now", "then"),
    [(RequestState.OPEN, RequestState.OPEN), *itertools.product(ENDED, RequestState)],
)
def test_a_request_that_ended_never_moves_again_and_says_why(now, then):
    with pytest.raises(RuleBroken) as refused:
        MOVES.check(now, then, "It has ended.")
    assert refused.value.message == "It has ended."


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (TEXT_LENGTH + 1)])
def test_a_reason_has_words_and_not_too_many(words):
    with pytest.raises(RuleBroken) as refused:
        check_reason(words, field="reason")
    assert refused.value.field == "reason"


def test_a_reason_is_kept_as_it_was_said():
    assert check_reason("  Our counsel\nadvises against. ", field="reason") == "Our counsel\nadvises against."


# -- links -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "last_day"),
    [
        (None, dt.date(2027, 1, 8)),  # 45 days after sending
        (dt.date(2026, 12, 1), dt.date(2026, 12, 31)),  # 30 days after the date
        (dt.date(2026, 10, 25), dt.date(2027, 1, 8)),  # the 30 days are over today
        (dt.date(2026, 10, 26), dt.date(2026, 11, 25)),
    ],
)
def test_a_link_lives_30_days_after_the_date_and_45_after_sending_where_there_is_none(due_on, last_day):
    ends = expires_at(asked_at=MORNING, due_on=due_on, zone=TORONTO)
    assert ends.astimezone(ZoneInfo(TORONTO)).replace(tzinfo=None) == dt.datetime.combine(
        last_day + dt.timedelta(days=1), dt.time()
    )


@given(MOMENTS, st.none() | DAYS, ZONES)
def test_a_link_lives_at_its_sending_and_dies_at_a_midnight_of_the_team(asked_at, due_on, zone):
    ends = expires_at(asked_at=asked_at, due_on=due_on, zone=zone)
    assert ends > asked_at
    assert ends.astimezone(ZoneInfo(zone)).time() == dt.time()


@pytest.mark.parametrize(("until", "last"), [(day(60), day(90)), (day(10), day(50))])
def test_a_link_outlives_the_day_of_the_board_by_thirty_days_at_least(until, last):
    ends = expires_at(asked_at=NOW, due_on=day(20), board_until=until, zone="America/Toronto")
    assert ends.astimezone(ZoneInfo("America/Toronto")).date() == last + dt.timedelta(days=1)


def test_nothing_is_answered_through_a_link_from_the_moment_at_which_it_expires():
    check_link_lives(NOW, NOW - dt.timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="expired"):
        check_link_lives(NOW, NOW)


def test_a_new_link_is_sent_at_once_where_none_was_and_else_after_a_pause():
    check_pause(None, NOW)
    check_pause(NOW, NOW + RENEWAL_PAUSE)
    with pytest.raises(RuleBroken, match="few minutes ago"):
        check_pause(NOW, NOW + RENEWAL_PAUSE - dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    ("generation", "lives", "why"),
    [
        (2, True, None),
        (2, False, DeadLink.EXPIRED),
        (1, True, DeadLink.REPLACED),
        (1, False, DeadLink.REPLACED),
        (3, True, DeadLink.REPLACED),
    ],
)
def test_the_newest_link_works_while_it_lives(generation, lives, why):
    assert dead_link(generation=generation, newest=2, lives=lives) is why
