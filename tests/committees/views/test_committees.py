"""Committees and their chair, by page."""

import pytest

from registry.committees.queries import committees
from registry.database.transactions import unit_of_work
from tests.committees.builders import row_of
from tests.factories import make_member, make_team
from tests.reading import error_on, saved_now

BASE = "/teams/east/committees"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def not_steering(board):
    """Lets the board be a committee like others."""
    with unit_of_work(board.team_id):
        board.is_steering = False


# -- bodies ------------------------------------------------------------------------------------------


def test_a_committee_is_added(client, team):
    answer = client.post(
        f"{BASE}/new", data={"name_en": "Steering", "name_fr": "Direction", "is_steering": "y"}
    )
    assert (answer.status_code, answer.location) == (303, f"{BASE}/1")
    assert "Steering is there." in client.get(answer.location).text
    assert "Steering committee</strong>" in client.get(BASE).text


def test_a_name_in_one_language_is_that_of_the_other(client, team, board):
    with client.session_transaction() as session:
        session["language"] = "fr"
    assert "Board" in client.get(BASE).text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name_en": ""}, "name_en", "Enter a name, in one language at least."),
        ({"name_en": "x" * 201}, "name_en", "Use at most 200 characters."),
        ({"reports_to": "99"}, "reports_to", "Not a valid choice."),
        ({"reports_to": "x"}, "reports_to", "Invalid Choice: could not coerce."),
    ],
)
def test_what_is_wrong_with_a_committee_is_said_on_its_field(client, team, said, field, words):
    answer = client.post(f"{BASE}/new", data={"name_en": "Board"} | said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)


def test_a_team_has_one_steering_committee(client, board):
    answer = client.post(f"{BASE}/new", data={"name_en": "Another", "is_steering": "y"})
    assert answer.status_code == 422
    assert error_on(answer, "is_steering").startswith("Another committee has the steering role")


def test_a_working_group_stands_under_what_it_reports_to(client, board):
    client.post(f"{BASE}/new", data={"name_en": "Digital", "reports_to": board.id})
    assert "Digital" in client.get(f"{BASE}/{board.id}").text
    page = client.get(BASE).text
    assert page.index("Board") < page.index("Report to it:") < page.index("Digital")


def test_a_committee_does_not_report_to_itself_by_a_detour(client, board, post):
    client.post(f"{BASE}/new", data={"name_en": "Digital", "reports_to": board.id})
    answer = post("change", name_en="Board", is_steering="y", reports_to=board.id + 1)
    assert answer.status_code == 422
    assert error_on(answer, "reports_to") == "A committee cannot report to itself."


def test_a_committee_is_changed(client, board, post):
    assert 'value="Board"' in client.get(f"{BASE}/{board.id}/change").text
    assert post("change", name_en="Council", name_fr="Conseil").status_code == 303
    assert (board.name_en, board.is_steering) == ("Council", False)


def test_of_two_who_change_a_committee_the_second_is_told_and_loses_no_typing(board, post):
    answer = post("change", revision=99, name_en="Council", name_fr="Conseil")
    assert answer.status_code == 422
    assert "Someone else changed this meanwhile; yours is not saved." in answer.text
    assert "Board" in saved_now(answer)
    assert 'value="Council"' in answer.text


def test_a_committee_closes_on_a_day_and_stays_to_be_seen_before_it(client, board, not_steering, post):
    assert post("close", on="2026-12-01").location == BASE
    assert "Closed committees" not in client.get(BASE).text
    assert "Closed committees (1)" in client.get(f"{BASE}?on=2026-12-01").text
    assert "Closes on 1 December 2026" in client.get(f"{BASE}/{board.id}").text


def test_the_steering_committee_is_not_closed_ahead_of_the_day(board, post):
    answer = post("close", on="2026-12-01")
    words = "The steering committee closes on the day itself: till then it has that role."
    assert (answer.status_code, error_on(answer, "on")) == (422, words)
    assert board.closed_on is None


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"on": ""}, "on", "Give a day, such as 2026-11-24."),
        (
            {"on": "31 February 2026"},
            "on",
            "“31 February 2026” is not a day. Write it as 2026-11-24 or 24 November 2026.",
        ),
    ],
)
def test_what_is_wrong_with_a_closing_is_said_on_its_field(post, said, field, words):
    answer = post("close", **said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)


def test_a_committee_of_another_team_is_not_found(client, board):
    with unit_of_work():
        make_team(slug="west")
    assert client.get(f"/teams/west/committees/{board.id}").status_code == 404


# -- terms -------------------------------------------------------------------------------------------


def test_a_page_as_of_a_day_answers_as_it_was(client, seat, give):
    give(ends_on="2026-06-01")
    give(name="Noor Hale", starts_on="2026-06-01")
    assert "Vacant</strong>" in row_of(client, seat, "2026-01-31")
    assert "Ida Moss" in row_of(client, seat, "2026-05-31")
    assert "Noor Hale" in row_of(client, seat, "2026-06-01")


def test_past_and_coming_terms_are_folded(client, seat, give):
    give(ends_on="2026-06-01")
    give(name="Noor Hale", starts_on="2027-01-01")
    page = client.get(f"{BASE}/{seat.committee_id}").text
    assert "Past terms (1)" in page
    assert "from 1 February 2026 to 31 May 2026" in page
    assert "Terms to come (1)" in page


def test_a_term_tells_who_gave_it_and_in_which_role(client, seat, give):
    give(ends_on="2026-06-01")
    assert "Ann Ng, coordinator" in client.get(f"{BASE}/{seat.committee_id}").text


@pytest.mark.parametrize("on", ["yesterday", "2026-13-01", ""])
def test_a_day_that_is_none_is_today(client, seat, on):
    answer = client.get(f"{BASE}/{seat.committee_id}?on={on}")
    assert answer.status_code == 200
    assert 'value="2026-11-24"' in answer.text


# -- the chair ---------------------------------------------------------------------------------------


def test_a_seat_has_the_chair_from_a_day_on(client, board, seat, give, post):
    give()
    assert post("chair", seat_id=seat.id, effective_on="2026-03-01").status_code == 303
    assert "Chair: Ida Moss" in client.get(f"{BASE}/{board.id}").text
    assert "Chair: Ida Moss" not in client.get(f"{BASE}/{board.id}?on=2026-02-28").text


def test_the_chair_of_a_vacant_seat_is_vacant(client, board, seat, post):
    post("chair", seat_id=seat.id, effective_on="2026-03-01")
    assert 'Chair: <strong class="toned toned--wait">Vacant' in client.get(BASE).text


def test_the_chair_over_time_tells_who_named_it(client, board, seat, post):
    post("chair", seat_id=seat.id, effective_on="2026-03-01")
    post("chair", seat_id="", effective_on="2027-01-01")
    page = client.get(f"{BASE}/{board.id}").text
    assert "The chair over time" in page
    assert "From 1 January 2027: vacant" in page


# -- who may -----------------------------------------------------------------------------------------


def test_a_member_reads_committees_and_runs_none(client, team, board, seat):
    with unit_of_work(team.id):
        client.sign_in(make_member(team))
    page = client.get(f"{BASE}/{board.id}").text
    assert "Indigenous health" in page
    assert "Give the seat" not in page
    assert client.get(f"{BASE}/{board.id}/seats/new").status_code == 403


def test_a_closed_committee_is_run_no_more(client, board, seat, not_steering, post):
    post("close", on="2026-11-24")
    page = client.get(f"{BASE}/{board.id}").text
    assert "Closed on 24 November 2026" in page
    assert "Add a seat" not in page


def test_what_was_done_is_told_with_who_did_it_in_which_role(client, board, seat, give):
    give(starts_on="2026-02-01")
    acts = client.get(f"{BASE}/{board.id}/history").text
    given = acts.partition("A seat was given")[2].partition("</li>")[0]
    assert "Indigenous health, Ida Moss" in given
    assert "Ann Ng, coordinator" in given


def test_a_page_as_of_a_day_tells_no_interest_declared_later(client, board, seat, give, post):
    give()
    term = committees.terms_of(seat.id)[0]
    post(
        "interests/enter", term_id=term.id, occasion="meeting", declared_on="2026-06-01", text="A laboratory"
    )
    assert "A laboratory" in client.get(f"{BASE}/{board.id}?on=2026-06-01").text
    assert "A laboratory" not in client.get(f"{BASE}/{board.id}?on=2026-05-31").text


def test_a_closed_committee_stands_among_the_closed_ones(client, board, not_steering, post):
    post("close", on="2026-11-24")
    page = client.get(BASE).text
    assert "Closed committees (1)" in page
    assert "Board" in page
