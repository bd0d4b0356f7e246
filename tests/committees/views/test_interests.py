"""Interests declared by members, and entered for them by coordinators."""

import datetime as dt
import re

import pytest

from registry.committees import rules
from registry.committees.models import Interest
from registry.committees.queries import committees, overview
from registry.committees.services import interests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from tests.factories import BY_AND_WHEN, make_member, make_reader, make_seat, seat_member
from tests.reading import error_on

BASE = "/teams/east/committees"
SAID = {"occasion": "meeting", "declared_on": "2026-11-20", "text": "My brother runs the laboratory"}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def ida(board, seat):
    """Holds a seat of the board."""
    with unit_of_work(board.team_id):
        return seat_member(seat, make_member(board.team, name="Ida Moss"))


@pytest.fixture
def declare(client, board, ida):
    """Ida, signed in, declares."""
    client.sign_in(ida)
    return lambda **said: client.post(f"{BASE}/{board.id}/interests/declare", data=SAID | said)


def declared():
    """What is kept of interests."""
    return list(db.session.scalars(db.select(Interest)))


def test_a_member_declares_an_interest(client, board, declare):
    assert "Declare an interest" in client.get(f"{BASE}/{board.id}").text
    assert declare().location == f"{BASE}/{board.id}#interests"
    page = client.get(f"{BASE}/{board.id}/interests").text
    assert "My brother runs the laboratory" in page
    assert "at a meeting, 20 November 2026" in page
    assert "Ida Moss, member, Board: Indigenous health" in page


def test_a_member_declares_that_there_is_nothing(client, board, declare):
    declare(text="", nothing="y", occasion="joining")
    assert "Nothing to declare." in client.get(f"{BASE}/{board.id}").text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"text": ""}, "text", "Write what the interest is, or choose “Nothing to declare”."),
        ({"nothing": "y"}, "text", "Leave this empty where there is nothing to declare."),
        ({"text": "x" * 5001}, "text", "Use at most 5000 characters."),
        ({"occasion": "never"}, "occasion", "Not a valid choice."),
        ({"declared_on": ""}, "declared_on", "Give a day, such as 2026-11-24."),
        (
            {"declared_on": "2026-11-25"},
            "declared_on",
            "This day lies ahead. The latest day is today, 24 November 2026.",
        ),
    ],
)
def test_what_is_wrong_with_a_declaration_is_said_on_its_field(board, declare, said, field, words):
    answer = declare(**said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert declared() == []


def test_the_chair_declares_as_chair(client, board, seat, ida, declare):
    with unit_of_work(board.team_id):
        seat_member(make_seat(board), make_member(board.team, name="Noor Hale"), is_chair=True)
        committees.chair_changes_of(board.id)[0].seat_id = seat.id
    declare()
    assert "Ida Moss, chair, Board" in client.get(f"{BASE}/{board.id}/interests").text


def test_one_who_does_not_sit_there_declares_nothing(client, board, declare):
    with unit_of_work(board.team_id):
        client.sign_in(make_member(board.team, name="Noor Hale"))
    assert "Declare an interest" not in client.get(f"{BASE}/{board.id}").text
    assert declare().status_code == 403
    assert declared() == []


def test_one_whose_term_is_over_declares_nothing(board, stopped_clock, ida, declare):
    with unit_of_work(board.team_id):
        committees.members_on(board.id, dt.date(2026, 11, 24))[0].term.ends_on = dt.date(2026, 11, 24)
    assert declare().status_code == 403


def test_a_reader_declares_nothing(client, board, declare):
    with unit_of_work(board.team_id):
        client.sign_in(make_reader(board.team))
    assert declare().status_code == 403


def test_a_coordinator_enters_what_a_member_declared(client, board, ida):
    term = committees.members_on(board.id, dt.date(2026, 11, 24))[0].term
    address = f"{BASE}/{board.id}/interests/enter"
    assert "Ida Moss (Indigenous health)" in client.get(address).text
    assert client.post(address, data=SAID | {"term_id": term.id}).status_code == 303
    page = client.get(f"{BASE}/{board.id}").text
    assert "<strong>Ida Moss</strong>, at a meeting" in page
    assert "Ann Ng, coordinator" in page


@pytest.mark.parametrize(
    ("term", "words"),
    [("", "Choose the member."), ("99", "Not a valid choice.")],
)
def test_an_interest_is_that_of_a_member(client, board, ida, term, words):
    answer = client.post(f"{BASE}/{board.id}/interests/enter", data=SAID | {"term_id": term})
    assert (answer.status_code, error_on(answer, "term_id")) == (422, words)


def test_a_member_enters_nothing_for_others(client, board, declare):
    assert client.get(f"{BASE}/{board.id}/interests/enter").status_code == 403


def declare_daily(board, times):
    """So many interests of one member, on days that follow each other."""
    member = committees.members_on(board.id, dt.date(2026, 11, 24))[0]
    for number in range(times):
        interests.enter_for(
            board,
            term_id=member.term.id,
            occasion=rules.Occasion.MEETING,
            declared_on=dt.date(2026, 1, 1) + dt.timedelta(days=number),
            nothing=False,
            text=f"Interest {number:02}",
            **BY_AND_WHEN,
        )


def test_all_that_was_declared_stands_page_by_page(client, board, ida):
    with unit_of_work(board.team_id):
        declare_daily(board, times=overview.PAGE + 1)
    first = client.get(f"{BASE}/{board.id}/interests").text
    after = re.search(r"after=(\d+)", first)[1]
    second = client.get(f"{BASE}/{board.id}/interests?after={after}").text
    assert ("Interest 30" in first, "Interest 00" in first) == (True, False)
    assert ("Interest 30" in second, "Interest 00" in second) == (False, True)
