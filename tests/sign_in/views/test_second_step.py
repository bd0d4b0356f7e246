"""Coming in by code, passkey or link, and what is tried against it."""

import datetime as dt
from http import HTTPStatus

import pytest

from registry import clock
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in.rules.sign_in import FREE_FAILURES, Factor
from registry.teams.services import teams
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_team
from tests.mailbox import links_in, text_of
from tests.reading import error_on
from tests.sign_in.builders import (
    PASSWORD,
    Device,
    add_passkey,
    challenge_on,
    code_at,
    make_codes,
    make_person,
    only_session,
)

TEAM = "/teams/east/"
STEP = "/sign-in/second-factor"
HALF_A_MINUTE = dt.timedelta(seconds=30)


# -- onwards -----------------------------------------------------------------------------------------


pytestmark = pytest.mark.usefixtures("stopped_clock")


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/%5Cevil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "%20//evil.example",
    "%5C%5Cevil.example",
    "javascript:alert(1)",
    "evil.example",
    "http:evil.example",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_way_in_leads_to_another_site(client, with_app, come, elsewhere):
    step = come(onward=f"?next={elsewhere}")
    assert step.location == f"{STEP}?next=/"
    answer = client.post(f"{STEP}?next={elsewhere}", data={"code": code_at(STOPPED_AT)})
    assert answer.location == "/"


# -- the second step ---------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing_where_there_is_an_app(client, with_app, come):
    assert come(onward="?next=/teams/east/partners").location == f"{STEP}?next=/teams/east/partners"
    assert client.get(TEAM).location.startswith("/sign-in")


def test_password_and_code_open(client, with_app, come):
    come()
    assert client.post(STEP, data={"code": code_at(STOPPED_AT)}).location == "/"
    assert client.get(TEAM).status_code == HTTPStatus.OK
    assert only_session().factors == [Factor.CODE, Factor.PASSWORD]


def test_a_code_used_before_is_refused_with_words(client, with_app, come):
    come()
    client.post(STEP, data={"code": code_at(STOPPED_AT)})
    client.post("/sign-out")
    come()
    answer = client.post(STEP, data={"code": code_at(STOPPED_AT)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "was used already" in error_on(answer, "code")


def test_who_guesses_codes_must_wait(client, with_app, come):
    come()
    tries = [client.post(STEP, data={"code": "000000"}).status_code for _ in range(FREE_FAILURES + 1)]
    assert tries == [HTTPStatus.UNPROCESSABLE_ENTITY] * FREE_FAILURES + [HTTPStatus.TOO_MANY_REQUESTS]


@pytest.mark.parametrize("address", [STEP, "/sign-in/recovery-code"])
def test_there_is_no_second_step_without_the_first(client, ann, address):
    assert "Sign in first" in client.get(address).text
    assert client.post(address, data={"code": "000000"}).status_code == HTTPStatus.CONFLICT


def test_the_second_step_waits_ten_minutes(client, with_app, come, stopped_clock):
    come()
    stopped_clock.pass_by(minutes=10)
    assert client.post(STEP, data={"code": code_at(clock.now())}).status_code == HTTPStatus.CONFLICT


def test_a_recovery_code_opens_once_and_the_person_is_told(client, ann, with_passkey, come, work, mailbox):
    with unit_of_work():
        codes = make_codes(ann)
    come()
    assert client.post("/sign-in/recovery-code", data={"code": codes[0]}).location == "/"
    client.post("/sign-out")
    come()
    answer = client.post("/sign-in/recovery-code", data={"code": codes[0]})
    assert "was used already" in error_on(answer, "code")
    work()
    assert "A recovery code was used" in text_of(mailbox.last("ann@example.org"))


# -- passkeys ----------------------------------------------------------------------------------------


def test_a_passkey_alone_opens(client, ann, with_passkey):
    asked = challenge_on(client.get("/sign-in"))
    answer = client.post("/sign-in/passkey?next=/teams/east/", data={"answer": with_passkey.prove(asked)})
    assert answer.location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_a_passkeys_answer_is_taken_once_even_with_the_cookie_of_then(client, ann, with_passkey):
    asked = challenge_on(client.get("/sign-in"))
    cookie = client.get_cookie("registry").value
    answer = with_passkey.prove(asked)
    client.post("/sign-in/passkey", data={"answer": answer})
    client.set_cookie("registry", cookie)
    replayed = client.post("/sign-in/passkey", data={"answer": answer})
    assert replayed.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This passkey was not accepted" in replayed.text


def test_a_passkey_answers_what_this_browser_was_asked(client, ann, with_passkey):
    client.get("/sign-in")
    answer = client.post("/sign-in/passkey", data={"answer": with_passkey.prove("another-question")})
    assert "This passkey was not accepted" in answer.text


def test_a_passkey_is_not_asked_for_ever(client, ann, with_passkey, stopped_clock):
    asked = challenge_on(client.get("/sign-in"))
    stopped_clock.pass_by(minutes=10)
    answer = client.post("/sign-in/passkey", data={"answer": with_passkey.prove(asked)})
    assert "This page was open too long" in answer.text


def test_anothers_passkey_is_no_second_step(client, ann, with_passkey, come):
    stranger = Device()
    with unit_of_work():
        add_passkey(make_person(email="bo@example.org"), stranger)
    asked = challenge_on(client.get(come().location))
    answer = client.post("/sign-in/passkey", data={"answer": stranger.prove(asked)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get(TEAM).location.startswith("/sign-in")


def test_a_passkey_is_a_second_step(client, ann, with_passkey, come):
    asked = challenge_on(client.get(come().location))
    client.post("/sign-in/passkey", data={"answer": with_passkey.prove(asked)})
    assert only_session().factors == [Factor.PASSKEY, Factor.PASSWORD]


# -- links by mail -----------------------------------------------------------------------------------


@pytest.fixture
def link(client, ann, rules, work, mailbox):
    """The link that Ann asked for."""
    rules(allows_link=True)
    client.post("/sign-in/link", data={"email": "ann@example.org"})
    work()
    (found,) = links_in(mailbox.last("ann@example.org"))
    return found.removeprefix("http://localhost")


def test_a_link_that_is_only_fetched_signs_nobody_in_and_stays_good(client, link):
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"
    assert client.get(TEAM).location.startswith("/sign-in")
    assert client.post(link).location == "/"
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_a_link_is_used_once(client, link):
    client.post(link)
    client.post("/sign-out")
    answer = client.post(link)
    assert answer.status_code == HTTPStatus.GONE
    assert "has been used or has expired" in answer.text


def test_a_link_still_asks_for_the_second_factor(client, link, with_app):
    assert client.post(link).location.startswith(STEP)


def test_a_link_does_not_open_another_team_that_takes_none(client, link, ann):
    with unit_of_work():
        west = make_team(slug="west")
        teams.grant_role(team=west, user_id=ann.id, role=Role.READER, **WHO_AND_WHEN)
    client.post(link)
    assert client.get(TEAM).status_code == HTTPStatus.OK
    assert client.get("/teams/west/").location == "/account/owed?next=/teams/west/"
    assert client.get("/account/owed?next=/teams/west/").location == "/account/prove?next=/teams/west/"
    assert client.post("/account/prove?next=/teams/west/", data={"password": PASSWORD}).status_code == 303
    assert client.get("/teams/west/").status_code == HTTPStatus.OK
