"""Answers of a directory that are forged or unsafe are refused."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

import config
from registry.sign_in.views import oidc_client
from tests.sign_in.builders import refusal, sessions
from tests.sign_in.provider import CLIENT, SECRET

NAME = "Larkspur Memorial Hospital (invented)"
BEGIN, BACK = "/sign-in/with/larkspur", "/sign-in/with/larkspur/back"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_code_is_redeemed_with_what_only_this_browser_knows(provider, come_back):
    come_back()
    proof = hashlib.sha256(provider.redeemed["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == provider.asked["code_challenge"]


@pytest.mark.parametrize(
    "said",
    [
        {"iss": "http://evil.example"},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"iat": 99999999999},
    ],
)
def test_a_token_for_others_or_of_another_time_is_refused(provider, come_back, client, said):
    provider.claims |= said
    come_back()
    assert "did not work" in refusal(client)
    assert sessions() == 0


@pytest.mark.parametrize(
    "how",
    [
        "signed_by_another",
        "signed_with_a_key_that_it_brings",
        "unsigned",
        "signed_with_the_secret",
        "signed_with_the_public_key",
    ],
)
def test_a_token_that_the_directory_did_not_sign_is_refused(provider, come_back, client, how):
    provider.sign = getattr(provider, how)
    come_back()
    assert "did not work" in refusal(client)
    assert sessions() == 0


def test_an_answer_that_was_asked_of_another_directory_is_refused(app, client, provider, robin):
    own = config.Directory("larkspur", NAME, provider.issuer, CLIENT, SECRET, {"larkspur.example": NAME})
    other = config.Directory("heron", "Heron Bay (invented)", provider.issuer, CLIENT, SECRET, own.domains)
    app.config["REGISTRY_SIGN_ON"] = (own, other)
    oidc_client.get_to_know(app)
    state = parse_qs(urlsplit(client.get(BEGIN).location).query)["state"][0]
    client.get("/sign-in/with/heron/back", query_string={"code": "c", "state": state})
    assert "did not work" in refusal(client)
    assert sessions() == 0


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "http://evil.example"},
        {"token_endpoint": "ftp://evil.example/token"},
        {"jwks_uri": ""},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
)
def test_a_directory_that_describes_itself_unsafely_is_not_asked(provider, client, robin, metadata):
    provider.metadata = metadata
    client.get(BEGIN)
    assert "did not work" in refusal(client)


def test_a_directory_that_sends_us_elsewhere_is_not_followed(client, come_back, provider):
    provider.moved = {"/keys": f"{provider.issuer}/other-keys"}
    assert come_back().location == "/sign-in?next=/teams/east/"
    assert "did not work" in refusal(client)
    assert sessions() == 0


def test_a_directory_that_is_down_is_said_to_be(provider, client, robin):
    provider.close()
    assert client.get(BEGIN).location.startswith("/sign-in")
    assert "did not work" in refusal(client)
