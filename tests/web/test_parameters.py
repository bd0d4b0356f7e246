"""Addresses and forms that nobody types: answered with words, never with a crash."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_coordinator, make_team

PARTNERS = "/teams/east/partners"
TOO_HIGH = 2**31


@pytest.fixture
def client(client, session):
    """A coordinator's browser."""
    with unit_of_work():
        team = make_team(slug="east")
        client.sign_in(make_coordinator(team))
    return client


@pytest.mark.parametrize("number", [0, TOO_HIGH, 10**30])
def test_a_number_that_no_row_can_have_is_not_found(client, number):
    assert client.get(f"{PARTNERS}/{number}").status_code == 404


def test_a_page_after_a_row_that_cannot_be_is_the_first(client):
    assert client.get(f"/teams/east/messages?before={TOO_HIGH}").status_code == 200


@pytest.mark.parametrize("address", ["/teams/ea%00st/", "/verify/a%00b", "/sign/a%00b"])
def test_an_address_with_a_null_character_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [f"{PARTNERS}?q=a%00b", f"{PARTNERS}?sector=%00", "/sign-in?next=%00"])
def test_a_search_with_a_null_character_is_answered_with_words(client, address):
    answer = client.get(address)
    assert answer.status_code == 422
    assert "a character in what you sent that no text can have" in answer.text


def test_a_form_with_a_null_character_is_answered_with_words(client):
    answer = client.post("/sign-in", data={"email": "a\0@example.org", "password": "four words in a row"})
    assert answer.status_code == 422
    assert "a character in what you sent that no text can have" in answer.text
