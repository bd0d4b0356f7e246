"""Rules of requests: when they end, when they are remembered, what may be answered, and their links."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.commitments.rules import paper_table, requests
from registry.commitments.rules.requests import (
    LONGEST_BOARD_DAYS,
    TEXT_LENGTH,
    RequestState,
    check_board_date,
    check_due_date,
    check_move,
    check_reason,
    due_reminder,
    reminder_days,
)
from registry.dates import Order
from registry.errors import RuleBroken
from registry.security.link_tokens import TOKEN, LinkParts
from registry.signing.rules import signatures
from registry.signing.rules.requests import expires_at
from registry.signing.rules.signatures import DRAWING_BOX, MOST_POINTS, check_drawing
from tests.factories import NOW

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


@pytest.mark.parametrize("state", ENDED)
def test_an_open_request_may_end_in_every_way(state):
    check_move(RequestState.OPEN, state)


@pytest.mark.parametrize("then", list(RequestState))
@pytest.mark.parametrize("now", ENDED)
def test_a_request_that_ended_never_moves_again_and_says_why(now, then):
    with pytest.raises(RuleBroken) as refused:
        check_move(now, then)
    assert refused.value.message == now.hint


# -- how long a link lives ---------------------------------------------------------------------------


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


# -- when an unanswered request is remembered --------------------------------------------------------


def test_reminders_go_14_7_and_2_days_before_the_date_and_weekly_after_it():
    planned = reminder_days(asked_on=TODAY, due_on=day(20), expires_on=day(51))
    assert planned == [day(6), day(13), day(18), day(27), day(34), day(41), day(48)]


def test_a_request_made_late_skips_the_reminders_that_are_past():
    assert reminder_days(asked_on=TODAY, due_on=day(5), expires_on=day(14)) == [day(3), day(12)]


def test_without_a_date_reminders_go_weekly():
    planned = reminder_days(asked_on=TODAY, due_on=None, expires_on=day(46))
    assert planned == [day(7), day(14), day(21), day(28), day(35), day(42)]


@pytest.mark.parametrize(("until", "last"), [(day(60), day(90)), (day(10), day(50))])
def test_a_link_outlives_the_day_of_the_board_by_thirty_days_at_least(until, last):
    ends = expires_at(asked_at=NOW, due_on=day(20), board_until=until, zone="America/Toronto")
    assert ends.astimezone(ZoneInfo("America/Toronto")).date() == last + dt.timedelta(days=1)


@given(DAYS, st.none() | DAYS, st.integers(1, 120), DAYS)
def test_no_reminder_is_planned_while_it_is_with_the_board(asked_on, due_on, lives, until):
    ends = asked_on + dt.timedelta(days=lives)
    said = {"asked_on": asked_on, "due_on": due_on, "expires_on": ends}
    planned = reminder_days(**said, board_until=until)
    assert planned == reminder_days(**said) or all(until < one < ends for one in planned)


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


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (TEXT_LENGTH + 1)])
def test_a_reason_has_words_and_not_too_many(words):
    with pytest.raises(RuleBroken) as refused:
        check_reason(words, field="reason")
    assert refused.value.field == "reason"


def test_a_reason_is_kept_as_it_was_said():
    assert check_reason("  Our counsel\nadvises against. ", field="reason") == "Our counsel\nadvises against."


@pytest.mark.parametrize("days", [-1, LONGEST_BOARD_DAYS + 1])
def test_the_day_of_a_board_is_neither_past_nor_more_than_a_year_away(days):
    with pytest.raises(RuleBroken) as refused:
        check_board_date(day(days), TODAY)
    assert refused.value.field == "board_until"


@pytest.mark.parametrize("days", [0, 1, LONGEST_BOARD_DAYS])
def test_a_board_may_meet_today_or_within_a_year(days):
    check_board_date(day(days), TODAY)


@pytest.mark.parametrize("days", [-1, 0])
def test_answers_cannot_be_wanted_by_a_day_that_is_here(days):
    with pytest.raises(RuleBroken) as refused:
        check_due_date(day(days), TODAY)
    assert refused.value.field == "due_on"


@pytest.mark.parametrize("due_on", [None, day(1)])
def test_answers_may_be_wanted_by_a_later_day_or_by_none(due_on):
    check_due_date(due_on, TODAY)


# -- drawn signatures --------------------------------------------------------------------------------

POINTS = st.tuples(*(st.floats(0, side) | st.integers(0, side) for side in DRAWING_BOX)).map(list)


@given(st.lists(st.lists(POINTS, min_size=1, max_size=20), min_size=1, max_size=9))
def test_a_drawing_inside_the_box_is_kept_to_a_tenth_of_a_point(strokes):
    kept = check_drawing(strokes)
    assert [len(stroke) for stroke in kept] == [len(stroke) for stroke in strokes]
    assert kept == check_drawing(kept)


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        None,
        "scribble",
        [None],
        [[]],
        [[[1]]],
        [[["1", "2"]]],
        [[[1, 2, 3]]],
        [[[-0.1, 5]]],
        [[[601, 5]]],
        [[[5, 201]]],
        [[[float("nan"), 5]]],
        [[[1, 1]] * (MOST_POINTS + 1)],
    ],
)
def test_what_is_no_drawing_is_refused_on_its_field(strokes):
    with pytest.raises(RuleBroken) as refused:
        check_drawing(strokes)
    assert refused.value.field == "signature_strokes"


# -- signing links -----------------------------------------------------------------------------------

PARTS = st.builds(LinkParts, st.integers(1, 10**12 - 1), st.integers(1, 10**6 - 1))


@given(PARTS)
def test_a_token_says_its_request_and_generation_to_who_made_it(parts):
    assert requests.read_token(requests.token_for(parts, secret="key"), secret="key") == parts


@given(PARTS)
def test_a_token_made_with_another_key_says_nothing(parts):
    assert requests.read_token(requests.token_for(parts, secret="other"), secret="key") is None


@given(PARTS, PARTS)
def test_a_token_fits_no_other_request_or_generation(parts, others):
    mac = requests.token_for(parts, secret="key").split("-", 2)[2]
    forged = f"{others.identity}-{others.generation}-{mac}"
    assert (requests.read_token(forged, secret="key") is not None) == (parts == others)


@given(st.text(max_size=60) | st.from_regex(TOKEN))
def test_what_was_not_made_here_says_nothing(token):
    assert requests.read_token(token, secret="key") is None


# -- the paper table of an agreement made before -----------------------------------------------------


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_line_of_the_paper_table_names_organization_person_title_and_day(mark):
    table = paper_table.read_table(mark.join(["Maple Clinic", " Ann Lee ", "Director", "2023-05-04"]))
    assert table.lines == [
        paper_table.EarlierLine(1, "Maple Clinic", "Ann Lee", "Director", dt.date(2023, 5, 4))
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Maple Clinic; Ann Lee; Director", "It has 3 cells"),
        ("; Ann Lee; Director; 2023-05-04", "The organization or the name is missing."),
        ("Maple Clinic; ; Director; 2023-05-04", "The organization or the name is missing."),
        ("Maple Clinic; Ann Lee; Director; May 2023", "“May 2023” is not a day"),
        ("Maple Clinic; Ann Lee; Director; 4 May 23", "“4 May 23”: write the year with four digits"),
        ("Maple Clinic; Ann Lee; Director; 04/05/2023", "“04/05/2023” can be 4 May 2023 or 5 April 2023."),
        ("Maple Clinic; Ann Lee; Director; 2023-02-30", "“2023-02-30” is not a day"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_is_wrong(line, words):
    table = paper_table.read_table(f"Birch House; Bo Roe; Chair; 2023-05-04\n\n{line}")
    assert [str(bad).startswith(f"Line 3: {words}") for bad in table.bad] == [True]


def test_a_line_break_in_a_cell_copied_from_a_spreadsheet_is_a_blank():
    table = paper_table.read_table(
        '"Maple\nClinic"\tAnn Lee\t"Executive\nDirector"\t2023-05-04\nBirch\tBo\tChair\t2023-05-04'
    )
    assert [(line.number, line.organization, line.title) for line in table.lines] == [
        (1, "Maple Clinic", "Executive Director"),
        (4, "Birch", "Chair"),
    ]


def test_a_quotation_mark_that_stands_alone_swallows_no_other_line():
    table = paper_table.read_table('House 12" wide; Ann; Chair; 2023-05-04\nBirch; Bo; Chair; 2023-05-04')
    assert [line.organization for line in table.lines] == ['House 12" wide', "Birch"]


def test_a_very_long_line_of_the_paper_table_is_named():
    assert [bad.number for bad in paper_table.read_table("x" * 140_000).bad] == [1]


@pytest.mark.parametrize("day", ["4 May 2023", "4 mai 2023", "May 4, 2023", "2023/05/04"])
def test_a_day_of_the_paper_table_is_read_as_people_write_it(day):
    (line,) = paper_table.read_table(f"Maple Clinic; Ann Lee; Director; {day}").lines
    assert line.signed_on == dt.date(2023, 5, 4)


@pytest.mark.parametrize(("order", "month"), [(Order.DAY_FIRST, 5), (Order.MONTH_FIRST, 4)])
def test_the_order_of_numbers_in_the_paper_table_is_asked_about_and_then_kept_to(order, month):
    text = "Maple Clinic; Ann Lee; Director; 04/05/2023"
    assert paper_table.read_table(text).asks_for_order
    told = paper_table.read_table(text, order)
    assert not told.asks_for_order
    assert told.lines[0].signed_on.month == month


def test_an_organization_stands_once_in_the_table_however_it_is_spelled():
    table = paper_table.read_table(
        "École Érable; Ann Lee; Director; 2023-05-04\necole  erable; Bo Roe; Chair; 2023-05-04"
    )
    assert [str(bad) for bad in table.bad] == ["Line 2: It repeats the organization of line 1."]


def test_no_more_lines_are_read_than_fit_at_once():
    lines = [
        f"Partner {number}; Ann Lee; Director; 2023-05-04" for number in range(paper_table.MOST_LINES + 9)
    ]
    table = paper_table.read_table("\n".join(lines))
    assert len(table.lines) == paper_table.MOST_LINES
    assert [bad.number for bad in table.bad] == [paper_table.MOST_LINES + 1]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_text_is_too_odd_to_be_read_line_by_line(text):
    table = paper_table.read_table(text)
    numbers = [line.number for line in (*table.lines, *table.bad)]
    assert len(numbers) == len(set(numbers)) <= len(text.splitlines())


@pytest.mark.parametrize(
    "typed", ["Ann Lee", "ann lee", "Dr. Ann Lee", "A. Lee", "Lee", "A.L.", "Éloïse Lée-Roy"]
)
def test_one_signs_by_ones_name_part_of_it_or_initials(typed):
    assert signatures.is_signature_of(typed, "Ann Lée" if "A" in typed or "a" in typed else "Eloise Lee")


@pytest.mark.parametrize("typed", ["Somebody Else", "B.L.", "X Y", "Anne"])
def test_anothers_name_is_no_signature(typed):
    assert not signatures.is_signature_of(typed, "Ann Lee")
