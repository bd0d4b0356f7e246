"""A browser's translation leaves alone what is signed, and the page says that the record holds it."""

import re

import pytest

from registry.commitments.queries import requests as commitment_requests
from registry.commitments.rules import requests as request_rules
from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.security.link_tokens import LinkParts
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_version
from tests.withdrawals.making import ask

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

TEXT = "We keep what we learn to ourselves."
NOTES = {"en": "The record holds this original", "fr": "L’attestation contient cet original"}
KEPT = re.compile(r'<(\w+) class="[^"]*\bnotranslate" lang="\w\w" translate="no"[^>]*>(.*?)</\1>', re.DOTALL)


def kept_in(page: str) -> str:
    """All that a browser does not translate."""
    return " ".join(match[2] for match in KEPT.finditer(page))


@pytest.fixture
def version(client, team):
    """A version in force that somebody is asked to sign."""
    with unit_of_work():
        made = make_version(team)
        make_signatory(make_partner(team, "Maple Clinic"))
        requests.invite_outstanding(made, due_on=None, **WHO_AND_WHEN)
    return made


@pytest.fixture
def signing_page(app, version):
    """Where it is signed."""
    [request] = commitment_requests.open_requests(version_id=version.id)
    return f"/sign/{request_rules.token_for(LinkParts(request.id, 1), secret=str(app.secret_key))}"


def test_the_text_to_be_signed_is_not_translated_by_the_browser(client, signing_page):
    page = client.get(signing_page).text
    kept = kept_in(page)
    assert TEXT in kept
    assert "Privacy policy" in kept
    assert "I am authorized to bind" in kept
    assert "Sign for Maple Clinic" not in kept


@pytest.mark.parametrize("language", ["en", "fr"])
def test_whoever_signs_is_told_that_the_record_holds_the_original(client, signing_page, language):
    client.post(f"/language/{language}")
    page = client.get(signing_page).text
    assert NOTES[language] in page
    assert NOTES[language] not in kept_in(page)


def test_the_text_of_a_version_is_not_translated_by_the_browser(client, version):
    page = client.get("/teams/east/documents/privacy-policy/versions/1").text
    assert TEXT in kept_in(page)
    assert "If your browser translates this page" in page


def test_a_notice_to_be_signed_is_not_translated_by_the_browser(app, client, team):
    from registry.withdrawals.rules import withdrawals as notices  # noqa: PLC0415

    with unit_of_work():
        partner = make_partner(team, "Maple Clinic")
        make_signatory(partner)
    request = ask(partner)
    token = notices.token_for(LinkParts(request.id, request.generation), secret=str(app.secret_key))
    page = client.get(f"/notice/{token}").text
    kept = kept_in(page)
    assert "With this notice Maple Clinic says that it leaves" in kept
    assert "and to give notice for it" in kept
    assert NOTES["en"] in page
