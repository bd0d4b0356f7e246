"""The coordinator’s pages on asking for a notice by link."""

import pytest

from registry.signing.rules.requests import RequestState
from registry.withdrawals.queries import withdrawals
from tests.reading import error_on
from tests.withdrawals.builders import ask

PARTNER = "/teams/east/partners/1"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def test_asking_sends_the_link_to_the_chosen_person(client, coordinator, partner):
    page = client.post(f"{PARTNER}/withdrawal/ask", data={"signatory": "1"}, follow_redirects=True)
    assert "The link is on its way to Ann Lee." in page.text
    assert withdrawals.open_request(partner.id).by_name == "Robin Roe"


@pytest.mark.parametrize("chosen", ["", "99", "Ann"])
def test_asking_nobody_is_said_on_the_field(client, coordinator, partner, chosen):
    page = client.post(f"{PARTNER}/withdrawal/ask", data={"signatory": chosen})
    assert page.status_code == 422
    assert error_on(page, "signatory")


def test_a_link_is_sent_anew(client, coordinator, asked):
    page = client.post("/teams/east/withdrawal-requests/1/resend", follow_redirects=True)
    assert "the one before no longer works" in page.text
    assert asked.generation == 2


def test_a_link_is_taken_back_with_a_reason(client, coordinator, asked):
    refused = client.post("/teams/east/withdrawal-requests/1/revoke", data={"reason": " "})
    assert error_on(refused, "reason") == "Say it in a few words."
    client.post("/teams/east/withdrawal-requests/1/revoke", data={"reason": "They stay."})
    assert asked.state == RequestState.REVOKED


def test_a_signed_request_cannot_be_sent_again(client, coordinator, withdrawal):
    assert client.post("/teams/east/withdrawal-requests/1/resend").status_code == 409


def test_asking_twice_is_said_in_words(client, coordinator, partner):
    ask(partner)
    page = client.post(f"{PARTNER}/withdrawal/ask", data={"signatory": "1"})
    assert page.status_code == 422
    assert "asked already" in page.text
