"""Signing in with a directory: who is let in, and which forged answers are refused."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa

import config
from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.sign_in.models import SignOnIdentity, UserSession
from registry.sign_in.views import oidc_client
from tests.accounts.provider import CLIENT, SECRET, Provider
from tests.factories import NOW, make_coordinator, make_team, make_user

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NAME = "Larkspur Memorial Hospital (invented)"
BEGIN, BACK = "/sign-in/with/larkspur", "/sign-in/with/larkspur/back"


@pytest.fixture
def provider(app) -> Iterator[Provider]:
    """A directory that the registry knows."""
    found = Provider()
    known = config.Directory("larkspur", NAME, found.issuer, CLIENT, SECRET, {"larkspur.example": NAME})
    app.config["REGISTRY_SIGN_ON"] = (known,)
    oidc_client.get_to_know(app)
    yield found
    found.close()


@pytest.fixture
def robin(session) -> User:
    """A coordinator whose address is of the directory's domain."""
    with unit_of_work():
        return make_coordinator(make_team(slug="east"), email="robin@larkspur.example")


@pytest.fixture
def come_back(client, provider, robin) -> Callable:
    """Goes to the directory, and comes back with what it gives; some of it otherwise."""

    def go(onward="/teams/east/", **instead):
        left = client.get(BEGIN, query_string={"next": onward})
        asked = {name: values[0] for name, values in parse_qs(urlsplit(left.location).query).items()}
        requests.get(left.location, timeout=5).close()
        return client.get(BACK, query_string={"code": "c", "state": asked["state"]} | instead)

    return go


def sessions() -> int:
    """How many people are signed in."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(UserSession)) or 0


def refusal(client) -> str:
    """What the sign-in page says then."""
    return client.get("/sign-in").text


def test_who_was_invited_comes_in_with_the_directory(client, come_back, robin):
    answer = come_back()
    assert (answer.status_code, answer.location) == (303, "/teams/east/")
    assert client.get("/teams/east/").status_code == 200
    assert db.session.scalars(sa.select(UserSession)).one().factors == ["directory"]


def test_the_way_there_is_bound_to_this_browser(client, provider, robin):
    asked = parse_qs(urlsplit(client.get(BEGIN).location).query)
    assert asked["redirect_uri"] == [f"http://localhost{BACK}"]
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def test_the_code_is_redeemed_with_what_only_this_browser_knows(provider, come_back):
    come_back()
    proof = hashlib.sha256(provider.redeemed["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == provider.asked["code_challenge"]


def test_a_second_time_the_directorys_own_name_counts(provider, come_back, client, robin):
    come_back()
    provider.claims |= {"email": "robin.new@larkspur.example"}
    client.post("/sign-out")
    assert come_back().location == "/teams/east/"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignOnIdentity)) == 1


def test_the_person_is_told_of_the_first_time_by_mail(come_back, work, mailbox):
    come_back()
    work()
    assert "directory of your organization" in mailbox.last("robin@larkspur.example").get_content()


def test_a_directory_that_asked_for_more_than_a_password_counts_as_a_second_factor(provider, come_back):
    provider.claims |= {"amr": ["pwd", "mfa"]}
    come_back()
    assert db.session.scalars(sa.select(UserSession)).one().factors == ["directory-strong"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"email": "stranger@larkspur.example"}, "no account here for your address"),
        ({"email": "robin@elsewhere.example"}, "not one of its own"),
        ({"email": "robin@larkspur.example.evil.example"}, "not one of its own"),
        ({"email_verified": False}, "not one of its own"),
        ({"email_verified": "true"}, "not one of its own"),
        ({"email": None}, "not one of its own"),
        ({"sub": ""}, "did not work"),
        ({"sub": "x" * 256}, "did not work"),
    ],
)
def test_nobody_springs_up_and_no_address_is_taken_on_trust(provider, come_back, client, said, words):
    provider.claims |= said
    assert come_back().location.startswith("/sign-in")
    assert words in refusal(client)
    assert (sessions(), db.session.scalar(sa.select(sa.func.count()).select_from(User))) == (0, 1)


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


@pytest.mark.parametrize("instead", [{"state": "another"}, {"state": ""}, {"error": "access_denied"}])
def test_an_answer_to_another_question_is_refused(come_back, client, instead):
    come_back(**instead)
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


def test_what_one_directory_calls_a_person_says_nothing_of_anothers(provider, come_back, robin):
    with unit_of_work():
        stranger = make_user()
        said = {"issuer": "https://id.heronbay.example", "subject": provider.claims["sub"]}
        db.session.add(SignOnIdentity(user_id=stranger.id, linked_at=NOW, used_at=NOW, **said))
    come_back()
    assert db.session.scalars(sa.select(UserSession)).one().user_id == robin.id


def test_an_answer_counts_once(come_back, client, provider):
    come_back()
    client.post("/sign-out")
    again = client.get(BACK, query_string={"code": "c", "state": provider.asked["state"]})
    assert again.location.startswith("/sign-in")


def test_an_answer_in_another_browser_is_refused(app, client, provider, robin):
    state = parse_qs(urlsplit(client.get(BEGIN).location).query)["state"][0]
    other = app.test_client().get(BACK, query_string={"code": "c", "state": state})
    assert other.location.startswith("/sign-in")
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


def test_another_site_sends_nobody_to_the_directory_unasked(client, provider):
    answer = client.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_a_directory_that_is_down_is_said_to_be(provider, client, robin):
    provider.close()
    assert client.get(BEGIN).location.startswith("/sign-in")
    assert "did not work" in refusal(client)


@pytest.mark.parametrize(
    "onward", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_way_back_leads_nowhere_else(come_back, onward):
    assert come_back(onward=onward).location == "/"


def test_a_directory_that_is_not_set_is_not_there(client, session):
    assert client.get("/sign-in/with/nobody").status_code == 404


def test_the_sign_in_page_names_the_directory(client, provider, robin):
    assert NAME in client.get("/sign-in").text
