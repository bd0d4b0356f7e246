"""Calendar days, whatever the calendar does; extensions by every party's yes; when reminders fall due."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import clock
from registry.conflicts.rules import terms
from registry.conflicts.rules.terms import ProposalState, Standing
from registry.documents.rules.provisions import MOST_DAYS
from registry.errors import InvalidInput, RuleBroken
from tests.refusals import allowed

TORONTO = "America/Toronto"
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
OPEN, AGREED, REFUSED, ENDED = ProposalState


def local(year: int, month: int, day: int, hour: int, minute: int) -> dt.datetime:
    """A moment by the clock on the wall in Toronto."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(TORONTO))


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        ("2026-01-01", "2026-02-15"),
        ("2024-01-16", "2024-03-01"),  # over 29 February
        ("2025-01-16", "2025-03-02"),
        ("2024-02-29", "2024-04-14"),
        ("2025-12-01", "2026-01-15"),  # over the year's end
        ("2023-12-31", "2024-02-14"),
        ("2026-03-01", "2026-04-15"),  # clocks go forward on 8 March
        ("2026-10-15", "2026-11-29"),  # and back on 1 November
    ],
)
def test_a_case_is_due_on_day_45(raised: str, due: str) -> None:
    assert terms.due_on(dt.date.fromisoformat(raised), 45) == dt.date.fromisoformat(due)


@given(DATES, st.integers(1, MOST_DAYS))
def test_the_last_day_is_as_many_days_after_day_zero_as_were_agreed(raised: dt.date, days: int) -> None:
    assert (terms.due_on(raised, days) - raised).days == days


@pytest.mark.parametrize(
    ("raised_at", "due"),
    [
        (local(2026, 1, 1, 0, 0), "2026-02-15"),
        (local(2026, 1, 1, 23, 59), "2026-02-15"),
        (local(2026, 1, 2, 0, 0), "2026-02-16"),
        (local(2026, 3, 8, 0, 0), "2026-04-22"),  # a day of 23 hours
        (local(2026, 3, 8, 23, 59), "2026-04-22"),
        (local(2026, 3, 7, 23, 59), "2026-04-21"),
        (local(2026, 11, 1, 0, 0), "2026-12-16"),  # a day of 25 hours
        (local(2026, 11, 1, 23, 59), "2026-12-16"),
        (local(2026, 10, 31, 23, 59), "2026-12-15"),
    ],
)
def test_day_zero_is_the_local_day_at_every_hour_of_it(raised_at: dt.datetime, due: str) -> None:
    day_zero = clock.local_date(raised_at.astimezone(dt.UTC), TORONTO)
    assert terms.due_on(day_zero, 45) == dt.date.fromisoformat(due)


@pytest.mark.parametrize(
    ("due", "ends"),
    [
        ("2026-02-15", "2026-02-16T05:00:00+00:00"),
        ("2026-04-22", "2026-04-23T04:00:00+00:00"),  # daylight time by then
        ("2026-03-08", "2026-03-09T04:00:00+00:00"),
        ("2026-11-01", "2026-11-02T05:00:00+00:00"),
    ],
)
def test_the_last_day_ends_at_midnight_on_the_wall(due: str, ends: str) -> None:
    assert terms.due_at(dt.date.fromisoformat(due), TORONTO).isoformat() == ends


@given(DATES)
def test_the_last_minute_of_the_last_day_is_in_time_and_the_next_is_not(due: dt.date) -> None:
    end = terms.due_at(due, TORONTO)
    assert clock.local_date(end - dt.timedelta(minutes=1), TORONTO) == due
    assert clock.local_date(end, TORONTO) == due + dt.timedelta(days=1)


RAISED = dt.date(2026, 1, 1)
DUE = dt.date(2026, 2, 15)


def standing(on: dt.date, due: dt.date = DUE) -> Standing:
    """How far the term of a case raised on 1 January has come."""
    return Standing(RAISED, DUE, due, on)


@pytest.mark.parametrize(
    ("on", "left", "over", "spent"),
    [
        (dt.date(2026, 1, 1), 45, 0, 0),
        (dt.date(2026, 2, 14), 1, 0, 44),
        (dt.date(2026, 2, 15), 0, 0, 45),
        (dt.date(2026, 2, 16), -1, 1, 45),
        (dt.date(2026, 3, 1), -14, 14, 45),
    ],
)
def test_days_left_reach_zero_on_the_last_day_and_only_then_it_is_over(
    on: dt.date, left: int, over: int, spent: int
) -> None:
    found = standing(on)
    assert (found.days_left, found.days_over, found.spent) == (left, over, spent)
    assert found.is_over is (over > 0)


@given(DATES, st.integers(0, 500), st.integers(0, 900))
def test_spent_left_and_over_always_add_up(began: dt.date, more: int, passed: int) -> None:
    due = terms.due_on(began, 45)
    found = Standing(began, due, due + dt.timedelta(more), began + dt.timedelta(passed))
    assert found.spent + max(0, found.days_left) == found.length
    assert found.length + found.days_over == max(found.length, passed)


def test_an_extension_keeps_the_original_day_beside_the_new_one() -> None:
    found = standing(RAISED, due=dt.date(2026, 3, 1))
    assert found.is_extended
    assert (found.original_due_on, found.due_on, found.length) == (DUE, dt.date(2026, 3, 1), 59)


# -- what every party must agree to ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, OPEN),
        ({1: True}, OPEN),
        ({1: True, 2: True}, OPEN),
        ({1: True, 2: True, 3: True}, AGREED),
        ({1: False}, REFUSED),
        ({1: True, 2: True, 3: False}, REFUSED),
    ],
)
def test_only_a_yes_of_every_party_agrees_and_one_no_ends_it(
    answers: dict[int, bool], state: ProposalState
) -> None:
    assert terms.state_after([1, 2, 3], answers) is state


@given(st.sets(st.integers(1, 60), min_size=1, max_size=50), st.data())
def test_all_but_one_is_never_all(parties: set[int], data: st.DataObject) -> None:
    missing = data.draw(st.sampled_from(sorted(parties)))
    assert terms.state_after(parties, dict.fromkeys(parties, True)) is AGREED
    assert terms.state_after(parties, dict.fromkeys(parties - {missing}, True)) is OPEN


@given(st.dictionaries(st.integers(1, 9), st.booleans()), st.integers(1, 9))
def test_a_no_is_never_outvoted(answers: dict[int, bool], against: int) -> None:
    assert terms.state_after(range(1, 10), answers | {against: False}) is REFUSED


def test_nobody_agrees_for_nobody() -> None:
    assert terms.state_after([], {}) is OPEN


@pytest.mark.parametrize(
    ("state", "answers", "words"),
    [
        (OPEN, {1: True}, "said yes already"),
        (REFUSED, {1: False}, "said no"),
        (AGREED, {1: True}, "said yes already"),
        (AGREED, {}, "agreed already"),
        (REFUSED, {2: False}, "propose anew"),
        (ENDED, {}, "closed before"),
    ],
)
def test_each_party_answers_once_and_only_while_it_is_open(
    state: ProposalState, answers: dict[int, bool], words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        terms.check_answer(state, answers, 1)


@pytest.mark.parametrize(
    ("to_on", "on", "words"),
    [
        ("2026-02-15", "2026-01-20", "after the present last day"),
        ("2026-02-01", "2026-01-20", "after the present last day"),
        ("2026-02-20", "2026-02-21", "has passed"),
        ("2036-02-20", "2026-01-20", "three years"),
    ],
)
def test_a_new_last_day_is_later_and_not_past(to_on: str, on: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as error:
        terms.check_proposal(to_on=dt.date.fromisoformat(to_on), due=DUE, on=dt.date.fromisoformat(on))
    assert error.value.field == "to_on"


def test_an_extension_may_be_proposed_after_the_last_day() -> None:
    on = dt.date(2026, 2, 20)
    days = [dt.date(2026, 2, 19), on, dt.date(2026, 3, 1)]
    assert allowed(lambda day: terms.check_proposal(to_on=day, due=DUE, on=on), days) == days[1:]


# -- reminders ---------------------------------------------------------------------------------------


def due_reminders(set_on: dt.date = RAISED) -> list[tuple[str, int]]:
    """The day on which each reminder falls due first, a day at a time, through the term and after it."""
    days = [RAISED + dt.timedelta(days=number) for number in range(60)]
    due = [(day, terms.reminder_due(DUE, set_on=set_on, on=day)) for day in days]
    firsts = {before: day for day, before in reversed(due) if before is not None}
    return [(day.isoformat(), before) for before, day in sorted(firsts.items(), reverse=True)]


def test_reminders_fall_due_30_14_7_3_and_1_days_before_and_on_the_day() -> None:
    assert due_reminders() == [
        ("2026-01-16", 30),
        ("2026-02-01", 14),
        ("2026-02-08", 7),
        ("2026-02-12", 3),
        ("2026-02-14", 1),
        ("2026-02-15", 0),
    ]


def test_a_reminder_that_lay_before_the_day_was_set_is_not_sent() -> None:
    assert [before for _day, before in due_reminders(set_on=dt.date(2026, 2, 10))] == [3, 1, 0]


def test_nothing_is_reminded_of_once_it_is_over() -> None:
    assert terms.reminder_due(DUE, set_on=RAISED, on=dt.date(2026, 2, 16)) is None
