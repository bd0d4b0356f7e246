"""The proof by directory: whose word counts, for what, how long, and which forged answers prove nothing."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa

from registry import clock
from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.sign_in.models import SignOnIdentity, UserSession
from registry.signing.models import DirectoryProof
from registry.signing.rules.step_up import DIRECTORY_LIFETIME, LONGEST_AWAY
from registry.signing.services import directory_proofs
from registry.signing.services import requests as signing_requests
from registry.teams.rules import StepUp
from tests.commitments.builders import add_partner, ask_one
from tests.factories import NOW, WHO_AND_WHEN, make_user
from tests.signing.builders import DIRECTORY, accept, tags_like

BACK = "/sign-in/with/larkspur/back"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def prove(client, provider) -> Callable:
    """Goes to the directory and comes back; it says that this is who is asked, or something else."""

    def go(signing, key="larkspur", then=lambda: None, client=client, instead=(), **said):
        address = signing.request.signatory.email
        provider.claims = {"sub": "42", "email": address, "email_verified": True} | said
        left = client.get(f"{signing.page}/prove/{key}")
        if urlsplit(left.location).hostname == "localhost" or left.location.startswith("/"):
            return left
        state = parse_qs(urlsplit(left.location).query)["state"][0]
        requests.get(left.location, timeout=5).close()
        then()
        query = {"code": "c", "state": state} | dict(instead)
        return client.get(f"/sign-in/with/{key}/back", query_string=query)

    return go


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_who_is_proved_signs(signing, asks, prove, provider):
    answer = prove(signing)
    assert answer.location.partition("#")[0] == signing.page
    assert "Second proof: given." in signing.client.get(signing.page).text
    assert signing.post().status_code == 303
    kept = signing.evidence["step_up"]
    assert (kept["channel"], kept["issuer"], kept["subject"]) == ("sign_on", provider.issuer, "42")


def test_the_record_says_which_directory_it_was_and_when(statement, asks, prove, provider):
    prove(statement)
    statement.post()
    assert statement.proof_in_words == (
        f"identified by the directory of: {DIRECTORY}, on 24 November 2026, 10:00:00 Eastern Standard Time; "
        f"directory’s address: {provider.issuer}; known there as: 42"
    )


def test_nobody_is_signed_in_and_no_account_is_made(statement, asks, prove):
    before = count(User)
    prove(statement)
    assert (count(UserSession), count(SignOnIdentity), count(User)) == (0, 0, before)


def test_without_the_directorys_word_nothing_is_signed(signing, asks):
    answer = signing.post()
    assert "First prove who you are" in answer.text
    assert (answer.status_code, signing.evidence) == (422, None)


def test_the_person_is_asked_to_sign_in_there_anew(statement, asks, client):
    asked = parse_qs(urlsplit(client.get(f"{statement.page}/prove/larkspur").location).query)
    assert (asked["prompt"], asked["code_challenge_method"]) == (["login"], ["S256"])
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "said",
    [
        {"email": "bo@example.org"},
        {"email": "ann@elsewhere.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"sub": ""},
    ],
)
def test_another_person_or_an_address_on_trust_proves_nothing(signing, asks, prove, said):
    prove(signing, **said)
    assert signing.post().status_code == 422
    assert (signing.evidence, count(DirectoryProof)) == (None, 0)


def test_who_is_somebody_else_is_told_so_and_the_trail_knows(statement, asks, prove):
    prove(statement, email="bo@example.org")
    assert "you are somebody else than the person who was asked" in statement.client.get(statement.page).text
    assert tags_like("signing-directory:%") == ["signing-directory:refused"]


def test_the_directory_of_another_organization_is_not_even_asked(statement, asks, prove):
    assert prove(statement, key="other").location.partition("#")[0] == statement.page
    assert "cannot say who you are for this request" in statement.client.get(statement.page).text


def test_the_page_offers_the_directory_of_the_persons_organization_alone(statement, asks, client):
    page = client.get(statement.page).text
    assert f"Prove who you are with: {DIRECTORY}" in page
    assert "Prove who you are with: Other" not in page


@pytest.mark.parametrize(
    "how", ["signed_by_another", "unsigned", "signed_with_the_secret", "signed_with_the_public_key"]
)
def test_a_token_that_the_directory_did_not_sign_proves_nothing(statement, asks, prove, provider, how):
    provider.sign = getattr(provider, how)
    prove(statement)
    assert (statement.post().status_code, count(DirectoryProof)) == (422, 0)


@pytest.mark.parametrize(
    "said", [{"iss": "http://evil.example"}, {"aud": "another"}, {"nonce": "another"}, {"exp": 1}]
)
def test_a_token_for_others_or_of_another_time_proves_nothing(statement, asks, prove, said):
    prove(statement, **said)
    assert (statement.post().status_code, count(DirectoryProof)) == (422, 0)


def test_an_answer_counts_once(statement, asks, prove, client, provider):
    prove(statement)
    again = client.get(BACK, query_string={"code": "c", "state": provider.asked["state"]})
    assert again.status_code == 409
    assert (count(DirectoryProof), count(UserSession)) == (1, 0)


def test_an_answer_to_another_question_proves_nothing(statement, asks, prove):
    prove(statement, instead={"state": "another"})
    assert (statement.post().status_code, count(DirectoryProof)) == (422, 0)


def test_an_answer_in_another_browser_proves_nothing(app, statement, asks, prove, provider, client):
    left = client.get(f"{statement.page}/prove/larkspur")
    requests.get(left.location, timeout=5).close()
    other = app.test_client().get(BACK, query_string={"code": "c", "state": provider.asked["state"]})
    assert other.status_code == 409
    assert count(DirectoryProof) == 0


def test_a_proof_is_of_no_use_in_another_browser(app, statement, asks, prove):
    prove(statement)
    assert statement.post(client=app.test_client()).status_code == 422
    assert statement.evidence is None


def test_an_answer_to_an_errand_signs_nobody_in_who_went_to_sign_in_meanwhile(statement, asks, prove, client):
    with unit_of_work():
        make_user(email=statement.request.signatory.email)
    prove(statement, then=lambda: client.get("/sign-in/with/larkspur"))
    assert (count(UserSession), count(DirectoryProof)) == (0, 1)


def test_who_was_away_too_long_proves_nothing(statement, asks, prove):
    with ExitStack() as later:
        prove(statement, then=lambda: later.enter_context(clock.stopped_at(NOW + LONGEST_AWAY)))
    assert "away for too long" in statement.client.get(statement.page).text
    assert count(DirectoryProof) == 0


def test_a_proof_holds_for_half_an_hour_and_loses_nothing_typed(statement, asks, prove):
    prove(statement)
    with clock.stopped_at(NOW + DIRECTORY_LIFETIME):
        answer = statement.post(name="Ann L. Lee")
    assert "no longer holds" in answer.text
    assert 'value="Ann L. Lee"' in answer.text
    assert statement.evidence is None


def test_a_proof_of_one_request_signs_no_other(statement, asks, prove, version, client):
    prove(statement)
    other = ask_one(version, add_partner(version.document.team, "Other Clinic"))
    with client.session_transaction() as session:
        token = dict(session["proofs"])[statement.asked.about]
    assert directory_proofs.proof_of(statement.asked, token, now=NOW) is not None
    assert directory_proofs.proof_of(other, token, now=NOW) is None


def test_a_proof_ends_with_the_link_through_which_it_was_given(statement, asks, prove, client):
    prove(statement)
    with client.session_transaction() as session:
        token = dict(session["proofs"])[statement.asked.about]
    with unit_of_work(statement.asked.team.id):
        signing_requests.resend(statement.request, **WHO_AND_WHEN)
    assert directory_proofs.proof_of(statement.asked, token, now=NOW) is None


def test_a_proof_ends_with_the_address_that_it_was_for(statement, asks, prove, client, team):
    prove(statement)
    with unit_of_work(team.id):
        statement.request.signatory.email = "bo@example.org"
    assert statement.post().status_code == 422


def test_a_proof_signs_once(statement, asks, prove, client):
    prove(statement)
    with client.session_transaction() as session:
        token = dict(session["proofs"])[statement.asked.about]
    statement.post()
    assert directory_proofs.proof_of(statement.asked, token, now=NOW) is None
    assert db.session.scalars(sa.select(DirectoryProof)).one().address == ""


def test_another_site_sends_nobody_to_the_directory_unasked(signing, asks):
    answer = signing.client.get(f"{signing.page}/prove/larkspur", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.location.partition("#")[0]) == (303, signing.page)


def test_a_directory_that_is_down_is_said_to_be(statement, asks, provider, client):
    provider.close()
    assert client.get(f"{statement.page}/prove/larkspur").location.partition("#")[0] == statement.page
    assert "did not work" in client.get(statement.page).text


def test_a_directory_not_accepted_by_the_team_is_not_asked(statement, provider, team, prove):
    accept(team, StepUp.PHONE)
    assert prove(statement).location.partition("#")[0] == statement.page
    assert count(DirectoryProof) == 0


def test_who_may_also_give_a_code_gives_one_or_the_other(statement, provider, team, prove, client):
    accept(team, StepUp.PHONE, StepUp.SIGN_ON)
    assert 'name="code"' in client.get(statement.page).text
    prove(statement)
    assert 'name="code"' not in client.get(statement.page).text
    assert statement.post().status_code == 303


def test_the_trail_keeps_proving_and_using(statement, asks, prove):
    prove(statement)
    statement.post()
    assert tags_like("signing-directory:%") == ["signing-directory:proved", "signing-directory:used"]


def test_the_newest_proofs_of_a_browser_are_kept(statement, asks, prove, version, client, address):
    others = [ask_one(version, add_partner(version.document.team, f"Clinic {n}")) for n in range(9)]
    pages = [replace(statement, request=other, page=address(other)) for other in others]
    assert [prove(page).status_code for page in pages] == [303] * 9
    with client.session_transaction() as session:
        kept = [about for about, _token in session["proofs"]]
    assert kept == [f"signing_request:{other.id}" for other in others[-3:]]
