"""The table of agreements signed on paper before the registry, as people paste it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.commitments.rules import paper_table
from registry.commitments.rules.paper_table import read_table
from registry.dates import Order


@pytest.mark.usefixtures("session")
def test_a_name_too_long_to_be_kept_is_named_with_its_line():
    table = read_table(f"Maple Clinic; {'x' * 201}; Director; 2023-05-04")
    assert [str(bad) for bad in table.bad] == ["Line 1: Use at most 200 characters."]


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
