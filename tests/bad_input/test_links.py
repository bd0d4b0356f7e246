"""Links that were cut, forged or bent, on every page behind them."""

import pytest
from flask import current_app

from registry.accounts import messages as account_messages
from registry.commitments.models import Commitment
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.rules import requests as request_rules
from registry.commitments.services import requests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.link_tokens import LinkParts
from registry.sign_in import messages as sign_in_messages
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team, make_user, make_version
from tests.once import Once

PAGES = ["", "/decline", "/question", "/board", "/hand-over", "/text.pdf", "/record.pdf"]
SIGNED = {"name": "Ann", "title": "Director", "typed": "Ann", "has_authority": "y", "consents": "y"}
FORMS = ["", "/decline", "/question", "/board", "/hand-over", "/renew"]

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def token(once: Once) -> str:
    """The token of an open request."""
    return once(make_open_request)


def make_open_request() -> str:
    with unit_of_work():
        team = make_team()
        make_signatory(make_partner(team, "Maple Clinic"))
        version = make_version(team)
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
    [request] = commitment_requests.open_requests(version_id=version.id)
    return request_rules.LINKS.token_for(LinkParts(request.id, 1), secret=str(current_app.secret_key))


SPOILT = pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("1-1-", "2-1-", 1),
        lambda token: token.replace("1-1-", "1-2-", 1),
        lambda token: token.swapcase(),
        lambda token: "1-1-" + "A" * 32,
        lambda token: "9" * 40,
        lambda token: token + "%00",
        lambda token: "%3Cscript%3E",
    ],
    ids=[
        "cut",
        "last letter",
        "other request",
        "other generation",
        "case",
        "made up",
        "number",
        "null",
        "script",
    ],
)


@SPOILT
@pytest.mark.parametrize("page", PAGES)
def test_a_spoilt_link_is_answered_in_words(client, token, spoil, page):
    answer = client.get(f"/sign/{spoil(token)}{page}")
    assert answer.status_code == 404
    assert "Maple Clinic" not in answer.text


@SPOILT
@pytest.mark.parametrize("page", FORMS)
def test_nothing_can_be_sent_through_a_spoilt_link(client, token, spoil, page):
    form = {
        "name": "Ann",
        "title": "Director",
        "typed": "Ann",
        "has_authority": "y",
        "consents": "y",
        "reason": "no",
    }
    answer = client.post(f"/sign/{spoil(token)}{page}", data=form)
    assert answer.status_code == 404
    assert db.session.query(Commitment).count() == 0


def test_a_whole_link_opens(client, token):
    assert client.get(f"/sign/{token}").status_code == 200


@pytest.mark.parametrize("stray", [".", ",", ")", "%3E", "%22", "%20", "%C2%A0%C2%BB", "=", "/", "_", "&gt;"])
def test_a_link_is_read_whatever_a_sentence_left_behind_it(client, token, stray):
    answer = client.get(f"/sign/{token}{stray}")
    assert answer.status_code == 200
    assert "Maple Clinic" in answer.text


@pytest.mark.parametrize("stray", [".", "%3E", "/", "="])
def test_links_into_an_account_are_read_whatever_a_sentence_left_behind_them(client, session, stray):
    secret = str(current_app.secret_key)
    with unit_of_work():
        user = make_user(email="ann@example.org")
        welcome = sign_in_messages.welcome_token(user, secret=secret)
        password = sign_in_messages.reset_token_of(user, secret=secret)
        address = account_messages.address_token(user, "new@example.org", secret=secret)
    for page in (f"/welcome/{welcome}", f"/sign-in/password/{password}", f"/profile/address/{address}"):
        assert client.get(page + stray).status_code == 200
