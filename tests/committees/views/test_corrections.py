"""Putting seats, terms and chairs right, by page: what was entered stays struck through."""

import datetime as dt

import pytest

from registry.committees.queries import committees
from tests.committees.builders import row_of
from tests.reading import corrected, error_on, value_of, words_of

BASE = "/teams/east/committees"

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_seat_is_put_right_and_what_it_said_stays_to_be_seen(client, board, seat, post):
    assert 'value="Indigenous health"' in client.get(f"{BASE}/{board.id}/seats/{seat.id}").text
    said = {"label_en": "First Nations", "sector": "First Nations", "starts_on": "2026-01-01"}
    preview, _ = corrected(post, f"seats/{seat.id}", reason="Its own name", **said)
    assert "After the correction First Nations, First Nations, since 1 January 2026" in words_of(preview)
    shown = words_of(client.get(f"{BASE}/{board.id}"))
    assert "First Nations" in shown
    assert "Corrected: Indigenous health" in shown
    assert "Ann Ng, coordinator: Its own name" in shown


def test_a_seat_does_not_begin_after_somebody_had_it(seat, give, post):
    give()
    said = {"label_en": "First Nations", "sector": "First Nations", "starts_on": "2026-06-01"}
    answer = post(f"seats/{seat.id}", reason="A slip", **said)
    assert error_on(answer, "starts_on").startswith("The term of Ida Moss lies outside these days.")


def test_before_the_end_of_a_seat_is_put_right_the_page_says_what_becomes_of_its_terms(seat, give, post):
    give()
    said = {"label_en": "First Nations", "sector": "First Nations", "starts_on": "2026-01-01"}
    preview, _ = corrected(post, f"seats/{seat.id}", reason="It went", ends_on="2026-12-31", **said)
    assert "They then are: Ida Moss, from 1 February 2026 to 30 December 2026." in words_of(preview)
    preview, _ = corrected(post, f"seats/{seat.id}", reason="It stays", ends_on="", **said)
    assert "They then are: Ida Moss, since 1 February 2026." in words_of(preview)


# -- putting a term right ----------------------------------------------------------------------------


@pytest.fixture
def correct(seat, give, post):
    """Puts the term of Ida, since 1 February, right."""
    give()
    address = f"seats/{seat.id}/terms/{committees.terms_of(seat.id)[0].id}/correct"
    said = {"what": "part", "starts_on": "2026-03-01", "reason": "A slip of the keyboard"}

    def send(**more):
        answer = post(address, **(said | more))
        seen = {"shown": value_of(answer, "shown")} if answer.status_code == 200 else None
        return post(address, **(said | more | seen)) if seen else answer

    return send


def test_the_days_of_a_term_are_put_right_and_the_old_ones_stay_to_be_seen(client, board, seat, correct):
    assert correct().status_code == 303
    assert "Vacant</strong>" in row_of(client, seat, "2026-02-28")
    assert "Ida Moss" in row_of(client, seat, "2026-03-01")
    struck = client.get(f"{BASE}/{board.id}").text.partition("<del>")[2].partition("</li>")[0]
    assert "since 1 February 2026" in struck
    assert "by: Ann Ng, coordinator" in struck
    assert "A slip of the keyboard" in struck


def test_a_term_that_never_was_is_struck_out_and_leaves_the_seat_free(client, seat, correct, give):
    correct(what="whole")
    assert "Vacant</strong>" in row_of(client, seat)
    assert give(name="Noor Hale").status_code == 303


def test_a_coming_term_is_struck_out_so_that_the_seat_can_be_taken_away(seat, give, post):
    give(starts_on="2027-01-01")
    taken = {"ends_on": "2026-12-01"}
    assert "strike that term out first" in post(f"seats/{seat.id}/end", **taken).text
    term = committees.terms_of(seat.id)[0]
    page = f"seats/{seat.id}/terms/{term.id}/correct"
    corrected(post, page, what="whole", starts_on="2027-01-01", reason="Off")
    assert post(f"seats/{seat.id}/end", **taken).status_code == 303


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"ends_on": "2026-02-15"}, "ends_on", "It ends before it has begun: give a later day."),
        ({"starts_on": "2025-12-31"}, "starts_on", "The committee does not have this seat on that day."),
        ({"starts_on": ""}, "starts_on", "Give a day, such as 2026-11-24."),
        ({"reason": ""}, "reason", "Say why, in a few words."),
        ({"what": "none"}, "what", "Not a valid choice."),
    ],
)
def test_what_is_wrong_with_a_correction_is_said_on_its_field(seat, correct, said, field, words):
    answer = correct(**said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert [term.struck_at for term in committees.terms_of(seat.id)] == [None]


def test_a_term_is_struck_out_once(client, board, seat, correct, post):
    correct(what="whole")
    term = committees.term_of(seat, 1)
    answer = post(
        f"seats/{seat.id}/terms/{term.id}/correct", what="whole", starts_on="2026-02-01", reason="Again"
    )
    assert "This entry has been corrected already." in answer.text


def test_the_name_of_a_person_without_an_account_is_put_right(client, seat, correct):
    correct(name="Ida Ross", starts_on="2026-02-01")
    assert "Ida Ross" in row_of(client, seat)


# -- putting the chair right -------------------------------------------------------------------------


@pytest.fixture
def chaired(board, seat, post):
    """The seat has the chair since 1 June; its day was mistyped."""
    post("chair", seat_id=seat.id, effective_on="2026-06-01")
    return committees.chair_changes_of(board.id)[0]


def test_the_day_of_a_chair_is_put_right_and_the_wrong_one_stays(client, board, seat, chaired, post):
    page = f"chair/{chaired.id}/correct"
    said = {"what": "part", "seat_id": seat.id, "effective_on": "2026-03-01", "reason": "The minutes say so"}
    preview, _ = corrected(post, page, **said)
    assert "1 March 2026 to 31 May 2026" in words_of(preview)
    assert committees.seats_of(board.id, dt.date(2026, 3, 1))[0].is_chair
    assert "Corrected: From 1 June 2026: Indigenous health" in words_of(client.get(f"{BASE}/{board.id}"))


def test_a_chair_entered_by_mistake_is_struck_out(board, seat, chaired, post):
    said = {"what": "whole", "seat_id": seat.id, "effective_on": "2026-06-01", "reason": "Never elected"}
    corrected(post, f"chair/{chaired.id}/correct", **said)
    assert not committees.seats_of(board.id, dt.date(2026, 11, 24))[0].is_chair
