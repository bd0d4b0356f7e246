"""Committees, their seats, terms and chair, by page."""

import pytest

from registry.transactions import unit_of_work
from tests.factories import make_partner, make_team
from tests.reading import error_on, saved_now

BASE = "/teams/east/committees"

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- bodies --------------------------------------------------------------------------------------------


def test_a_committee_is_added(client, team):
    answer = client.post(f"{BASE}/new", data={"name_en": "Steering", "name_fr": "Direction", "is_steering": "y"})
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
        ({"name_en": ""}, "name_en", "Enter the committee’s name."),
        ({"name_en": "x" * 201}, "name_en", "Use at most 200 characters."),
        ({"reports_to_id": "99"}, "reports_to_id", "Not a valid choice."),
        ({"reports_to_id": "x"}, "reports_to_id", "Not a valid choice."),
    ],
)
def test_what_is_wrong_with_a_committee_is_said_on_its_field(client, team, said, field, words):
    answer = client.post(f"{BASE}/new", data={"name_en": "Board"} | said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)


def test_a_team_has_one_steering_committee(client, board):
    answer = client.post(f"{BASE}/new", data={"name_en": "Another", "is_steering": "y"})
    assert answer.status_code == 422
    assert "Board" in error_on(answer, "is_steering")


def test_a_working_group_stands_under_what_it_reports_to(client, board):
    client.post(f"{BASE}/new", data={"name_en": "Digital", "reports_to_id": board.id})
    page = client.get(BASE).text
    assert page.index("Board") < page.index("Report to it:") < page.index("Digital")
    assert "Digital" in client.get(f"{BASE}/{board.id}").text


def test_a_committee_does_not_report_to_itself_by_a_detour(client, board, post):
    client.post(f"{BASE}/new", data={"name_en": "Digital", "reports_to_id": board.id})
    answer = post("change", name_en="Board", is_steering="y", reports_to_id=board.id + 1)
    assert answer.status_code == 422
    assert error_on(answer, "reports_to_id")


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


def test_a_committee_closes_on_a_day_and_stays_to_be_seen_before_it(client, board, post):
    assert post("close", on="2026-12-01", reason="It is done").location == BASE
    assert "Board" in client.get(BASE).text
    assert "Board" not in client.get(f"{BASE}?on=2026-12-01").text
    assert "Closes on 1 December 2026" in client.get(f"{BASE}/{board.id}").text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"on": ""}, "on", "Give a day, such as 2026-11-24."),
        ({"on": "31 February"}, "on", "Not a valid date value."),
        ({"reason": ""}, "reason", "Say why, in a few words."),
    ],
)
def test_what_is_wrong_with_a_closing_is_said_on_its_field(post, said, field, words):
    answer = post("close", **({"on": "2026-12-01", "reason": "It is done"} | said))
    assert (answer.status_code, error_on(answer, field)) == (422, words)


def test_a_committee_of_another_team_is_not_found(client, board):
    with unit_of_work():
        make_team(slug="west")
    assert client.get(f"/teams/west/committees/{board.id}").status_code == 404


# -- seats ---------------------------------------------------------------------------------------------


def test_a_seat_is_for_an_organization(client, board, post):
    with unit_of_work(board.team_id):
        partner = make_partner(board.team, "Carefor")
    post("seats/new", label_en="Home care", partner_id=partner.id)
    page = client.get(f"{BASE}/{board.id}").text
    assert "Home care" in page
    assert f'href="/teams/east/partners/{partner.id}">Carefor' in page


def test_a_vacant_seat_is_shown_as_vacant(client, board, seat):
    assert seat.holder_of(client) == "Vacant"
    assert "Indigenous health" in client.get(BASE).text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"sector": ""}, "sector"),
        ({"partner_id": "99"}, "partner_id"),
        ({"label_en": ""}, "label_en"),
        ({"label_en": "x" * 201}, "label_en"),
    ],
)
def test_what_is_wrong_with_a_seat_is_said_on_its_field(post, said, field):
    answer = post("seats/new", **({"label_en": "Patients", "sector": "Patients"} | said))
    assert answer.status_code == 422
    assert error_on(answer, field)


def test_a_seat_is_for_an_organization_or_a_sector_not_both(board, post):
    with unit_of_work(board.team_id):
        partner = make_partner(board.team, "Carefor")
    answer = post("seats/new", label_en="Home care", sector="Home care", partner_id=partner.id)
    assert answer.status_code == 422
    assert error_on(answer, "sector")


def test_a_seat_is_changed(client, board, seat, post):
    assert 'value="Indigenous health"' in client.get(f"{BASE}/{board.id}/seats/{seat.id}").text
    post(f"seats/{seat.id}", label_en="First Nations", sector="First Nations")
    assert "First Nations" in client.get(f"{BASE}/{board.id}").text
