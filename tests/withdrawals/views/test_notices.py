"""The pages behind a link to sign a notice: what they show, take and refuse."""

import pytest

from registry.commitments.rules import requests as commitment_requests
from registry.database.transactions import unit_of_work
from registry.security import link_tokens
from registry.signing.rules.requests import RequestState
from registry.signing.services import requests as signing_requests
from registry.withdrawals.queries import withdrawals
from tests.acts import act_of
from tests.agreements import agree_on
from tests.factories import BY_AND_WHEN, NOW, WHO_AND_WHEN
from tests.reading import ORIGINAL_HELD, error_on, kept_in, value_of
from tests.signing.builders import mailed_token, set_stored, store
from tests.withdrawals.builders import day, enter

GIVEN = {
    "effective_on": day(30).isoformat(),
    "reason": "means",
    "account": "We lack nurses.",
    "name": "Ann Lee",
    "title": "Director",
    "has_authority": "y",
    "consents": "y",
    "typed": "Ann Lee",
}

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.both_databases,
]


# -- signing -----------------------------------------------------------------------------------------


def test_the_page_says_for_whom_and_what_signing_does(client, asked, address):
    page = client.get(address(asked))
    assert page.status_code == 200
    assert "With this notice Maple Clinic says that it leaves East Team." in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_notice_to_be_signed_is_not_translated_by_the_browser(client, asked, address):
    page = client.get(address(asked)).text
    kept = kept_in(page)
    assert "With this notice Maple Clinic says that it leaves" in kept
    assert "and to give notice for it" in kept
    assert ORIGINAL_HELD["en"] in page


def test_fetching_the_link_changes_nothing_but_that_it_was_fetched(client, asked, address):
    client.get(address(asked))
    client.get(address(asked))
    assert asked.fetched_at == NOW
    assert asked.state == RequestState.OPEN


def test_the_notice_period_is_told_and_does_not_bind(client, team, asked, address):
    agree_on(team, notice_days=90)
    assert (
        "90 days (version 1, section 3.1). From today that would be until 22 February 2027. An earlier"
        in client.get(address(asked)).text
    )
    page = client.post(address(asked), data=GIVEN, follow_redirects=True)
    assert "The notice is signed and recorded" in page.text


def test_a_signed_notice_is_thanked_for_and_kept_with_its_evidence(client, asked, address):
    client.get(address(asked))
    client.post(address(asked), data=GIVEN, headers={"User-Agent": "A phone"})
    notice = withdrawals.notice_of_request(asked.id)
    assert (notice.account, notice.consent) == ("We lack nurses.", "withdrawal/1")
    assert notice.evidence["browser"] == "A phone"
    assert notice.evidence["fetched_at"] == "2026-11-24T15:00:00+00:00"


def test_only_the_day_and_the_signature_are_needed(client, asked, address):
    data = GIVEN | {"account": "", "reason": "not_stated"}
    page = client.post(address(asked), data=data, follow_redirects=True)
    assert "The notice is signed and recorded" in page.text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"effective_on": ""}, "effective_on", "Enter the day on which your organization leaves."),
        ({"effective_on": "2026-13-01"}, "effective_on", "is not a day"),
        ({"effective_on": "2026-11-23"}, "effective_on", "This day has passed."),
        ({"effective_on": "0026-12-24"}, "effective_on", "four digits"),
        ({"effective_on": "2999-12-24"}, "effective_on", "the latest day is 24 November 2031"),
        ({"account": "x" * 100_000}, "account", "Use at most 5000 characters."),
        ({"name": ""}, "name", "Enter your name."),
        ({"name": "😀"}, "name", "Enter your name."),
        ({"title": " "}, "title", "Enter your title."),
        ({"has_authority": ""}, "has_authority", "Confirm that you are authorized to bind"),
        ({"consents": ""}, "consents", "Confirm that you agree to sign electronically."),
        ({"typed": ""}, "typed", "Type your name as your signature."),
        ({"typed": "x"}, "typed", "Type your name as your signature."),
        ({"reason": "weather"}, "reason", "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_on_its_field_and_nothing_is_recorded(
    client, asked, address, said, field, words
):
    page = client.post(address(asked), data=GIVEN | said)
    assert page.status_code == 422
    assert words in error_on(page, field)
    assert asked.state == RequestState.OPEN


def test_signs_that_cannot_be_printed_are_named_before_the_notice_is_signed(client, asked, address):
    said = GIVEN | {"account": "We 𐌰re full.", "name": "Ann 𐍈ee"}
    page = client.post(address(asked), data=said)
    assert page.status_code == 422
    assert "𐌰 [gothic letter ahsa], 𐍈 [gothic letter hwair]." in error_on(page, "takes_description")
    assert value_of(page, "name") == "Ann 𐍈ee"
    assert asked.state == RequestState.OPEN
    agreed = said | {"takes_description": "y", "named_signs": value_of(page, "named_signs")}
    client.post(address(asked), data=agreed)
    assert withdrawals.notice_of_request(asked.id).signatory_name == "Ann 𐍈ee"


def test_a_link_signs_once_and_then_shows_the_outcome(client, asked, address):
    client.post(address(asked), data=GIVEN)
    page = client.post(address(asked), data=GIVEN | {"typed": "Someone Else"}, follow_redirects=True)
    assert "The notice is signed and recorded" in page.text
    assert withdrawals.notice_of_request(asked.id).signature_text == "Ann Lee"


def test_before_the_notice_the_address_of_the_record_leads_to_what_is_asked(client, asked, address):
    assert client.get(address(asked, "record.pdf")).location == address(asked)


def test_the_record_can_be_fetched_once_it_is_made(client, asked, address, work):
    client.post(address(asked), data=GIVEN)
    assert client.get(address(asked, "record.pdf")).status_code == 404
    work()
    assert client.get(address(asked, "record.pdf")).data.startswith(b"%PDF-")
    assert "Download your record" in client.get(address(asked)).text


def test_what_is_typed_is_shown_as_text(client, asked, address):
    client.post(address(asked), data=GIVEN | {"name": "<b>Ann</b>"})
    assert "&lt;b&gt;Ann" in client.get(address(asked)).text


# -- links that do not work --------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["1-1-short", "x", "1-1-" + "A" * 32, "99999999999-1-" + "A" * 32])
def test_a_link_that_is_not_whole_says_so(client, asked, token):
    assert client.get(f"/notice/{token}").status_code == 404
    assert client.post(f"/notice/{token}/renew").status_code == 404


def test_no_signing_link_opens_the_page(client, app, asked):
    parts = link_tokens.LinkParts(asked.id, asked.generation)
    token = commitment_requests.LINKS.token_for(parts, secret=str(app.secret_key))
    assert client.get(f"/notice/{token}").status_code == 404


def test_an_older_link_says_that_a_newer_one_was_sent(client, asked, address):
    old = address(asked)
    with unit_of_work(asked.partner.team_id):
        signing_requests.resend(asked, act=act_of(WHO_AND_WHEN["act"].by, NOW))
    page = client.post(old, data=GIVEN)
    assert page.status_code == 410
    assert "A newer link has been sent to you." in page.text
    assert asked.state == RequestState.OPEN


def test_an_expired_link_says_so_and_can_be_renewed(client, asked, address, stopped_clock):
    old = address(asked)
    stopped_clock.pass_by(days=46)
    page = client.get(old)
    assert page.status_code == 410
    assert "This link has expired." in page.text
    assert "A new link is on its way" in client.post(f"{old}/renew").text
    assert client.get(address(asked)).status_code == 200


def test_a_revoked_link_says_so(client, asked, address):
    with unit_of_work(asked.partner.team_id):
        signing_requests.revoke(asked, reason="They stay.", **BY_AND_WHEN)
    page = client.get(address(asked))
    assert page.status_code == 410
    assert "taken back by the team’s coordinator" in page.text
    assert "Send me a new link" not in page.text


def test_a_link_says_when_the_notice_came_on_paper(client, asked, partner, address):
    enter(partner)
    page = client.post(address(asked), data=GIVEN)
    assert page.status_code == 410
    assert "given in another way" in page.text


def test_a_page_open_while_a_paper_was_entered_is_told_and_loses_nothing(client, asked, partner, address):
    page_was_open = address(asked)
    enter(partner, effective_on=day(9))
    client.post(page_was_open, data=GIVEN)
    assert withdrawals.running_withdrawal(partner.id).effective_on == day(9)


@pytest.mark.parametrize(("language", "words"), [("en", "Notice of withdrawal"), ("fr", 'lang="fr"')])
def test_the_page_speaks_the_language_of_the_signatory(client, asked, address, language, words):
    with unit_of_work():
        asked.signatory.language = language
    assert words in client.get(address(asked)).text


# -- links mailed before -----------------------------------------------------------------------------


#: A request as it stood in the database when its second link was mailed.
STORED = {
    "id": 71,
    "state": "open",
    "generation": 2,
    "asked_at": "2026-11-20 15:00:00",
    "expires_at": "2027-01-05 05:00:00",
    "reason": "",
    "by_name": "Robin Roe",
    "by_capacity": "coordinator",
    "by_for": "",
    "revision": 2,
}


@pytest.fixture
def mailed(app, partner):
    """The address of a link mailed for a stored request: by its generation, and how codes were written."""
    [signatory] = partner.signatories
    store("withdrawal_request", **STORED | {"partner_id": partner.id, "signatory_id": signatory.id})

    def of(generation, is_former=False):
        token = mailed_token(
            "notice of withdrawal link", 71, generation, secret=str(app.secret_key), is_former=is_former
        )
        return f"/notice/{token}"

    return of


@pytest.mark.parametrize("is_former", [True, False])
def test_a_link_mailed_for_a_stored_request_signs(client, mailed, is_former):
    assert client.get(mailed(2, is_former)).status_code == 200
    client.post(mailed(2, is_former), data=GIVEN)
    assert "The notice is signed and recorded" in client.get(mailed(2, is_former)).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "A newer link has been sent to you."),
        ("revoked", "This request was taken back by the team’s coordinator."),
        ("closed", "This request is closed: the notice has been given in another way."),
    ],
)
def test_an_older_link_mailed_for_a_stored_request_says_why_it_ended(client, mailed, state, words):
    set_stored("withdrawal_request", 71, state=state)
    page = client.get(mailed(1))
    assert page.status_code == 410
    assert words in page.text


def test_an_older_link_mailed_for_a_stored_request_gets_a_new_one(client, mailed):
    assert "A new link is on its way" in client.post(f"{mailed(1)}/renew").text
    assert "A newer link has been sent to you." in client.get(mailed(2)).text
    assert client.get(mailed(3)).status_code == 200
