"""The lines of a list, understood one by one; every bad one is named with the reason."""

import pytest

from registry.errors import BadLines
from registry.partner_lists.queries.previews import read_list
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import LEFT_OUT, meaning_called
from tests.partner_lists.builders import CASES, SMALL


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",Housing", "The name of the organization is missing"),
        ("...,Housing", "The name of the organization is missing"),
        ("Birch House,a,b,c", "It has 4 cells, and there are 3 headings"),
        ("Birch House,Housing,not an address", "This is not an e-mail address"),
        (f"{'B' * 201},Housing", "“organization” is longer than 200 characters"),
        ("MAPLE CLINIC,Housing", "It repeats the organization of line 2"),
        ("Maple Clínic.,Housing", "It repeats the organization of line 2"),
    ],
)
def test_a_bad_line_is_named_by_its_number_with_the_reason(line, words):
    with pytest.raises(BadLines) as caught:
        read_list(f"organization,sector,email\nMaple Clinic,Primary care,\n{line}\n".encode())
    assert [found.number for found in caught.value.lines] == [3]
    assert words in str(caught.value.lines[0])


def test_two_kinds_of_apostrophe_do_not_make_two_organizations():
    with pytest.raises(BadLines):
        read_list(
            "organization,city\nSt. Andrew’s,Ottawa\nSt Andrew's,Ottawa\nST. ANDREW'S,Ottawa\n".encode()
        )


def test_every_bad_line_is_named_and_not_the_first_alone():
    with pytest.raises(BadLines) as caught:
        read_list(b"organization,email\n,\nMaple,x\n,y@example.org\nBirch,\n")
    assert [found.number for found in caught.value.lines] == [3, 4]


def test_a_cell_longer_than_the_librarys_limit_is_told_by_its_line():
    with pytest.raises(BadLines) as caught:
        read_list(f"organization,note\nMaple,x\nBirch,{'y' * 140_000}\n".encode())
    assert [str(line) for line in caught.value.lines] == ["Line 3: “note” is longer than 2000 characters."]


def test_a_very_long_cell_in_a_column_left_out_is_no_harm():
    choices = Choices(columns={"note": LEFT_OUT})
    read = read_list(f"organization,note\nMaple,{'y' * 140_000}\n".encode(), choices)
    assert [(line.name, line.extra) for line in read.lines] == [("Maple", {})]


def test_a_line_break_in_a_cell_is_a_blank_in_what_is_read_and_stays_in_what_is_kept():
    [line] = read_list((CASES / "break_in_cell.csv").read_bytes()).lines
    assert [(person.name, person.title) for person in line.people] == [("", "Executive Director")]
    assert line.extra == {"Address": "12 Larch St\nUnit 4"}


@pytest.mark.parametrize("sign", ["\v", "\r", "\r\n", "\u2028"])
def test_every_kind_of_break_in_a_cell_is_the_same(sign):
    read = read_list(f'organization,note\n"Birch{sign}House","a{sign}b"\n'.encode())
    assert [(line.name, line.extra["note"]) for line in read.lines] == [("Birch House", "a\nb")]


def test_signs_that_nobody_sees_are_cleaned_away():
    read = read_list("organization,city\n\ufeffMa\u200bple,Ott\u2060awa\n".encode())
    assert [(line.name, line.city) for line in read.lines] == [("Maple", "Ottawa")]


def test_two_lines_of_an_organization_are_one_partner_with_two_signatories():
    [line] = read_list((CASES / "two_signatories.csv").read_bytes()).lines
    assert (line.numbers, [person.name for person in line.people]) == ([2, 3], ["Ann Sample", "Bo Example"])


@pytest.mark.parametrize(
    "headings",
    [
        "Organization,Signatory,Email,Signatory 2,Email 2",
        "Organisme,Premier signataire,Courriel 1,Deuxième signataire,Courriel 2",
        "Organization,Signatory 1,Email 1,Co-signatory,Second signatory email",
    ],
)
def test_two_columns_of_signatories_are_two_persons(headings):
    [line] = read_list(f"{headings}\nMaple,Ann Sample,a@x.ca,Bo Poe,b@x.ca\n".encode()).lines
    assert [(one.name, one.email) for one in line.people] == [("Ann Sample", "a@x.ca"), ("Bo Poe", "b@x.ca")]


def test_what_is_only_kept_of_two_lines_is_kept_of_both():
    text = "organization,signatory,phone\nMaple,Ann Sample,555-0100\nMaple,Bo Poe,555-0101\n"
    assert read_list(text.encode()).lines[0].extra == {"phone": "555-0100\n555-0101"}


def test_two_lines_that_say_otherwise_of_one_organization_are_told():
    with pytest.raises(BadLines) as caught:
        read_list(b"organization,city,signatory\nMaple,Ottawa,Ann\nMaple,Kanata,Bo\n")
    words = "Line 3: It repeats the organization of line 2 and says otherwise: “Ottawa”, “Kanata”."
    assert [str(line) for line in caught.value.lines] == [words]


def test_a_total_is_left_out_unless_it_is_wanted():
    data = (CASES / "total_line.csv").read_bytes()
    read = read_list(data)
    assert [line.name for line in read.lines] == ["Larch Street Clinic", "Maison des aînés"]
    assert [(line.number, line.text) for line in read.left_out] == [(4, "Total : 2 organismes")]
    assert len(read_list(data, Choices(taken_in=frozenset({4}))).lines) == 3


def test_any_line_can_be_left_out():
    read = read_list(SMALL.encode() + b"Oak,,,,,,not an address\n", Choices(left_out=frozenset({3, 4})))
    assert [line.name for line in read.lines] == ["Maple Clinic"]


def test_the_day_a_partnership_began_is_understood():
    [first, second] = read_list((CASES / "title_row_second_sheet.xlsx").read_bytes()).lines
    assert (first.since, second.since) == ("2021-02-01", "")


@pytest.mark.parametrize(
    ("day", "words"),
    [("2019", "is not a day"), ("0024-01-01", "four digits"), ("1804-01-01", "Check the year")],
)
def test_a_day_that_cannot_be_meant_is_told_by_its_line(day, words):
    with pytest.raises(BadLines) as caught:
        read_list(f"Organization,Since\nMaple,{day}\n".encode())
    assert words in str(caught.value.lines[0])


@pytest.mark.parametrize("day", ["2019-04-01", "1 avril 2019", "April 1, 2019", "2019-04-01 00:00:00"])
def test_a_day_is_understood_as_people_write_it(day):
    [line] = read_list(f'Organization,Since\nMaple,"{day}"\n'.encode()).lines
    assert (line.since, line.extra) == ("2019-04-01", {"Since": day})


def test_a_day_that_can_be_two_is_asked_about_and_read_in_the_order_that_was_chosen():
    data = b"Organization,Since\nMaple,04/05/2019\n"
    with pytest.raises(BadLines, match="correct these lines") as caught:
        read_list(data)
    assert "can be 4 May 2019 or 5 April 2019" in str(caught.value.lines[0])
    for word, day in (("since:day", "2019-05-04"), ("since:month", "2019-04-05")):
        choices = Choices(columns={"Since": meaning_called(word)})
        assert Choices.from_dict(choices.to_dict()) == choices
        assert read_list(data, choices).lines[0].since == day


def test_a_column_means_what_somebody_chose():
    choices = Choices(columns={"Agency lead": meaning_called("signatory_name"), "Fax": LEFT_OUT})
    read = read_list(b"Organization,Agency lead,Fax,Beds\nMaple,Ann Lee,555,12\n", choices)
    assert [person.name for person in read.lines[0].people] == ["Ann Lee"]
    assert (read.lines[0].extra, read.layout.headings) == (
        {"Beds": "12"},
        ["Organization", "Agency lead", "Beds"],
    )


def test_a_language_is_told_in_either_language():
    read = read_list(b"organization,language\nMaple,anglais\nBirch,FR\nOak,\n")
    assert [line.language for line in read.lines] == ["en", "fr", ""]


def test_columns_that_are_not_known_are_kept():
    read = read_list(b"organization,Fax\nMaple,555-0100\n")
    assert read.lines[0].extra == {"Fax": "555-0100"}


def test_the_small_list_of_these_tests_is_understood():
    assert [line.name for line in read_list(SMALL.encode()).lines] == ["Maple Clinic", "Birch House"]
