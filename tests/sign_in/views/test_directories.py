"""Signing in with a directory: who is let in."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.sign_in.models import SignOnIdentity, UserSession
from tests.factories import NOW, make_user
from tests.sign_in.builders import refusal, sessions

NAME = "Larkspur Memorial Hospital (invented)"
BEGIN, BACK = "/sign-in/with/larkspur", "/sign-in/with/larkspur/back"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_who_was_invited_comes_in_with_the_directory(client, come_back, robin):
    answer = come_back()
    assert (answer.status_code, answer.location) == (303, "/teams/east/")
    assert client.get("/teams/east/").status_code == 200
    assert db.session.scalars(sa.select(UserSession)).one().factors == ["directory"]


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


def test_what_one_directory_calls_a_person_says_nothing_of_anothers(provider, come_back, robin):
    with unit_of_work():
        stranger = make_user()
        said = {"issuer": "https://id.heronbay.example", "subject": provider.claims["sub"]}
        db.session.add(SignOnIdentity(user_id=stranger.id, linked_at=NOW, used_at=NOW, **said))
    come_back()
    assert db.session.scalars(sa.select(UserSession)).one().user_id == robin.id


def test_another_site_sends_nobody_to_the_directory_unasked(client, provider):
    answer = client.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")


@pytest.mark.parametrize(
    "onward", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_way_back_leads_nowhere_else(come_back, onward):
    assert come_back(onward=onward).location == "/"


def test_a_directory_that_is_not_set_is_not_there(client, session):
    assert client.get("/sign-in/with/nobody").status_code == 404


def test_the_sign_in_page_names_the_directory(client, provider, robin):
    assert NAME in client.get("/sign-in").text
