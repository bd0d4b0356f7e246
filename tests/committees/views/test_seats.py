"""Seats and their terms, by page."""

import pytest

from registry.accounts import queries as account_queries
from registry.committees.queries import committees
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.teams.queries import memberships
from tests.committees.builders import row_of
from tests.factories import make_partner, make_reader, make_seat
from tests.mailbox import text_of
from tests.reading import error_on

BASE = "/teams/east/committees"
PATIENTS = {"label_en": "Patients", "sector": "Patients", "starts_on": "2026-01-01"}

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- seats -------------------------------------------------------------------------------------------


def test_a_seat_is_for_an_organization(client, board, post):
    with unit_of_work(board.team_id):
        partner = make_partner(board.team, "Carefor")
    post("seats/new", starts_on="2026-01-01", label_en="Home care", partner_id=partner.id)
    page = client.get(f"{BASE}/{board.id}").text
    assert "Home care" in page
    assert f'href="/teams/east/partners/{partner.id}">Carefor' in page


def test_a_vacant_seat_is_shown_as_vacant(client, board, seat):
    assert "Vacant</strong>" in row_of(client, seat)
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
    answer = post("seats/new", **(PATIENTS | said))
    assert answer.status_code == 422
    assert error_on(answer, field)


def test_a_seat_is_for_an_organization_or_a_sector_not_both(board, post):
    with unit_of_work(board.team_id):
        partner = make_partner(board.team, "Carefor")
    answer = post(
        "seats/new", starts_on="2026-01-01", label_en="Home care", sector="Home care", partner_id=partner.id
    )
    assert answer.status_code == 422
    assert error_on(answer, "sector")


def test_a_seat_is_taken_away_from_a_day_on(client, board, seat, post):
    post(f"seats/{seat.id}/end", ends_on="2026-12-01")
    assert "Indigenous health" in row_of(client, seat, "2026-11-30")
    assert row_of(client, seat, "2026-12-01") == ""


# -- terms -------------------------------------------------------------------------------------------


def test_a_seat_is_given_to_somebody_known_by_name(client, seat, give):
    answer = give()
    assert answer.location == f"{BASE}/{seat.committee_id}#seat-{seat.id}"
    assert "Ida Moss has the seat." in client.get(answer.location).text
    assert "Ida Moss" in row_of(client, seat)


def test_a_seat_is_given_to_a_person_of_the_team_who_may_take_part_from_then_on(client, team, seat, give):
    with unit_of_work(team.id):
        rae = make_reader(team, name="Rae Roe")
    give(user_id=rae.id, name="")
    assert "Rae Roe" in row_of(client, seat)
    assert memberships.person_of(team.id, rae.id).role is Role.MEMBER


def test_somebody_with_an_address_is_invited(client, seat, give, mailbox, work):
    give(email="ida@example.org")
    work()
    assert "/welcome/" in text_of(mailbox.last("ida@example.org"))
    assert "Board: Indigenous health" in client.get("/teams/east/people").text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"starts_on": ""}, "starts_on", "Give a day, such as 2026-11-24."),
        ({"ends_on": "2026-02-01"}, "ends_on", "It ends before it has begun: give a later day."),
        ({"ends_on": "2026-01-01"}, "ends_on", "It ends before it has begun: give a later day."),
        (
            {"starts_on": "2025-12-31"},
            "starts_on",
            "The committee does not have this seat on that day.",
        ),
        ({"name": ""}, "name", "Enter who is to have the seat."),
        ({"user_id": "99"}, "user_id", "Not a valid choice."),
        ({"user_id": "1"}, "user_id", "Choose one of the team, or name somebody else: not both."),
        ({"email": "ida@"}, "email", "This is not an e-mail address, such as name@example.org."),
        ({"kind": "king"}, "kind", "Not a valid choice."),
        (
            {"kind": "alternate"},
            "starts_on",
            "Nobody holds this seat on that day, so there is nobody to stand in for.",
        ),
    ],
)
def test_what_is_wrong_with_a_term_is_said_on_its_field(seat, give, said, field, words):
    answer = give(**said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert committees.terms_of(seat.id) == []


def test_nobody_is_invited_to_a_seat_that_could_not_be_given(give, mailbox, work):
    give(email="ida@example.org", ends_on="2026-01-01")
    work()
    assert mailbox.to("ida@example.org") == []
    assert account_queries.find_account("ida@example.org") is None


def test_a_seat_has_one_holder_at_a_time(seat, give):
    give()
    answer = give(name="Noor Hale", starts_on="2026-03-01")
    assert error_on(answer, "starts_on").startswith("Somebody has this place from 1 February 2026 already")
    assert len(committees.terms_of(seat.id)) == 1


def test_an_alternate_stands_beside_the_holder(client, seat, give):
    give()
    give(kind="alternate", name="Noor Hale", starts_on="2026-03-01", granted_by="Nations, 1 March")
    row = row_of(client, seat)
    assert row.index("Ida Moss") < row.index("Noor Hale")
    assert "Noor Hale" not in row_of(client, seat, "2026-02-28")


def test_of_two_who_give_a_seat_at_once_the_second_is_told_and_loses_no_typing(seat, give):
    before = seat.committee.revision
    give()
    answer = give(name="Noor Hale", revision=before)
    assert "Someone else changed this meanwhile; yours is not saved." in answer.text
    assert 'value="Noor Hale"' in answer.text
    assert len(committees.terms_of(seat.id)) == 1


def test_a_term_ends_on_a_day_with_a_reason(client, seat, give, post):
    give()
    term = committees.terms_of(seat.id)[0]
    address = f"seats/{seat.id}/terms/{term.id}/end"
    assert "End the term of Ida Moss" in client.get(f"{BASE}/{seat.committee_id}/{address}").text
    post(address, ends_on="2026-11-24", reason="Moved away")
    assert "Ida Moss" in row_of(client, seat, "2026-11-23")
    assert "Vacant</strong>" in row_of(client, seat)
    assert "Moved away" in client.get(f"{BASE}/{seat.committee_id}").text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"ends_on": "2026-01-31"}, "ends_on", "It ends before it has begun: give a later day."),
        ({"reason": ""}, "reason", "Say why, in a few words."),
        ({"reason": "x" * 501}, "reason", "Use at most 500 characters."),
    ],
)
def test_what_is_wrong_with_an_end_is_said_on_its_field(seat, give, post, said, field, words):
    give()
    term = committees.terms_of(seat.id)[0]
    answer = post(
        f"seats/{seat.id}/terms/{term.id}/end", **({"ends_on": "2026-11-24", "reason": "Gone"} | said)
    )
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert term.ends_on is None


def test_a_term_does_not_end_so_late_that_it_touches_the_next(seat, give, post):
    give(ends_on="2026-06-01")
    give(name="Noor Hale", starts_on="2026-06-01")
    first = committees.terms_of(seat.id)[0]
    answer = post(f"seats/{seat.id}/terms/{first.id}/end", ends_on="2026-07-01", reason="Stays")
    assert error_on(answer, "ends_on").startswith("Somebody has this place from 1 June 2026 already")


def test_a_term_of_another_seat_is_not_found(client, board, seat, give):
    give()
    with unit_of_work(board.team_id):
        other = make_seat(board)
    term = committees.terms_of(seat.id)[0]
    assert client.get(f"{BASE}/{board.id}/seats/{other.id}/terms/{term.id}/end").status_code == 404
