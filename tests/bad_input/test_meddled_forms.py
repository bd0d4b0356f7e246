"""Forms that were meddled with are refused in words, whatever is in them."""

import io

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_coordinator
from tests.reading import error_on
from tests.security.conftest import whole_team

__all__ = ["whole_team"]

SIGN_IN = "/sign-in/password"
LONG = "9" * 5000

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize(
    "body", [b"1e999", b"[1, 2]", b'{"email": 1}', b"[" * 50_000, b"null", b'{"a": "\xff']
)
def test_json_in_place_of_a_form_is_a_form_with_nothing_in_it(client, session, body):
    answer = client.post(SIGN_IN, data=body, content_type="application/json")
    assert answer.status_code == 422


def test_a_file_in_a_field_for_words_is_no_words(client, session):
    answer = client.post(SIGN_IN, data={"email": (io.BytesIO(b"words"), "list.csv")})
    assert answer.status_code == 422


def test_words_in_a_field_for_a_file_are_no_file(client, session):
    assert client.post("/verify", data={"file": "words"}).status_code == 422


@pytest.mark.parametrize("typed", ["", " ", "\u00a0\t"])
def test_blanks_in_place_of_a_number_that_is_required_are_told_on_its_field(client, team, typed):
    with unit_of_work():
        client.sign_in(make_coordinator(team))
    said = {"messages": typed, "lists": "10", "applications": "400", "contacts": "100", "revision": "1"}
    answer = client.post(f"/teams/{team.slug}/privacy/periods", data=said)
    assert (answer.status_code, bool(error_on(answer, "messages"))) == (422, True)


@pytest.mark.needs("conflicts")
def test_a_field_for_words_that_was_left_out_is_empty(client, whole_team):
    helper = {"role": "mediator", "name": "Ines Ito", "proposed_by": "the chair", "agreed_by": "both"}
    assert client.post("/teams/east/conflicts/1/helper", data=helper).status_code < 500


@pytest.mark.parametrize("role", ["", "no-such-role"])
def test_a_role_that_nobody_offered_is_refused_on_its_field(client, team, role):
    data = {"second_factor_roles": role, "revision": team.revision}
    assert client.post("/teams/east/settings/sign-in", data=data).status_code == 422


@pytest.mark.needs("decisions")
def test_a_number_of_thousands_of_digits_for_a_section_is_answered(client, whole_team):
    data = {"title": "A", "question": "B?", "audience": "team", "rests_on": f"{LONG}:{LONG}"}
    assert client.post("/teams/east/decisions/open", data=data).status_code < 500


@pytest.mark.needs("decisions")
@pytest.mark.parametrize("act", ["agreed", "vote/close"])
def test_a_number_of_thousands_of_digits_that_was_seen_is_answered(client, whole_team, act):
    answer = client.post(f"/teams/east/decisions/1/{act}", data={"seen": LONG, "without": LONG})
    assert answer.status_code < 500


def test_a_number_of_thousands_of_digits_asked_of_the_trail_is_answered(client, team):
    assert client.get(f"/teams/east/trail?who=user:{LONG[:3000]}").status_code == 200
    assert client.get(f"/teams/east/trail?who=user:{LONG}").status_code == 200
