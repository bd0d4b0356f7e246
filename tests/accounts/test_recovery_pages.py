"""Beginning with a passkey, and the way back in for who has nothing to begin with, by page."""

import re
from http import HTTPStatus

import pytest

from registry.database import session as database_session
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in import messages as sign_in_messages
from registry.sign_in import models as sign_in_models
from registry.sign_in.queries import factors
from registry.sign_in.rules.sign_in import FREE_FAILURES
from registry.sign_in.services import authenticators
from registry.teams.queries import memberships
from registry.teams.services import sign_in_policy, teams
from tests.accounts.making import PASSWORD, SHARED, Device, add_passkey, code_at, make_codes
from tests.conftest import STOPPED_AT
from tests.factories import WHO_AND_WHEN, make_team, make_user
from tests.mailbox import links_in
from tests.reading import error_on

TEAM = "/teams/east/"
ADDRESS = "bo@example.org"
NEW = {"password": PASSWORD, "again": PASSWORD}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def east(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def bo(east):
    """Somebody with a role and nothing to sign in with."""
    with unit_of_work():
        user = make_user(email=ADDRESS, name="Bo Roy")
        teams.grant_role(team=east, user_id=user.id, role=Role.READER, **WHO_AND_WHEN)
    return user


@pytest.fixture
def welcome(app, bo):
    """The address of Bo's welcome link."""
    return f"/welcome/{sign_in_messages.welcome_token(bo, secret=app.secret_key)}"


@pytest.fixture
def recover(client, bo, work, mailbox):
    """Asks for a new password; gives the address in the mail."""

    def ask():
        client.post("/sign-in/password", data={"email": ADDRESS})
        work()
        (found,) = [one for one in links_in(mailbox.last(ADDRESS)) if "/sign-in/password/" in one]
        return found.removeprefix("http://localhost")

    return ask


def add_app(app, user):
    """Give a person an app whose code of now is still good."""
    with unit_of_work():
        held = sign_in_models.Authenticator(
            user_id=user.id,
            secret=authenticators.lock(SHARED, user, secret=app.secret_key),
            last_step=0,
            added_at=STOPPED_AT,
        )
        database_session.db.session.add(held)


def challenge_on(answer):
    return re.search(r"&#34;challenge&#34;: &#34;([\w-]+)", answer.text)[1]


def begin(client, welcome, device):
    """Begin with a passkey."""
    said = {"name": "My phone", "answer": device.make(challenge_on(client.get(welcome)))}
    return client.post(f"{welcome}/passkey", data=said)


# -- beginning with a passkey ------------------------------------------------------------------------


def test_a_new_person_begins_with_a_passkey_alone(client, bo, welcome):
    device = Device()
    assert begin(client, welcome, device).location == "/sign-in"
    answer = {"answer": device.prove(challenge_on(client.get("/sign-in")))}
    assert client.post("/sign-in/passkey?next=/teams/east/", data=answer).location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK
    assert bo.password_hash == ""


def test_a_welcome_link_is_spent_by_a_passkey(client, welcome):
    begin(client, welcome, Device())
    assert client.get(welcome).status_code == HTTPStatus.GONE


def test_a_passkey_that_answers_no_question_of_ours_leaves_the_link(client, welcome):
    client.get(welcome)
    said = {"name": "My phone", "answer": Device().make("another-question")}
    assert client.post(f"{welcome}/passkey", data=said).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get(welcome).status_code == HTTPStatus.OK


def test_a_welcome_link_does_not_get_around_a_second_factor(client, app, bo, welcome):
    add_app(app, bo)
    assert "Or begin with a passkey" not in client.get(welcome).text
    answer = client.post(f"{welcome}/passkey", data={"name": "My phone", "answer": "{}"})
    assert "You have a second factor already" in answer.text
    assert factors.passkeys_of(bo.id) == []


def test_who_began_with_a_passkey_has_come(client, east, bo, welcome):
    begin(client, welcome, Device())
    assert memberships.person_of(east.id, bo.id).has_come


# -- a new password ----------------------------------------------------------------------------------


def test_who_forgot_the_password_chooses_another(client, recover):
    link = recover()
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"
    assert client.post(link, data=NEW).location == "/sign-in"
    assert client.post("/sign-in", data={"email": ADDRESS, "password": PASSWORD}).location == "/"


def test_asking_for_a_new_password_tells_nothing_of_accounts(client, bo):
    def answer(email):
        return client.post("/sign-in/password", data={"email": email}, follow_redirects=True).text

    unlike = re.compile(r'name="csrf_token" value="[^"]*"|data-options="[^"]*"')
    assert unlike.sub("", answer(ADDRESS)) == unlike.sub("", answer("nobody@example.org"))


def test_who_asks_for_many_new_passwords_must_wait(client, bo):
    tries = [client.post("/sign-in/password", data={"email": ADDRESS}) for _ in range(FREE_FAILURES + 1)]
    assert tries[-1].status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_new_password_takes_the_code_of_the_app(client, app, bo, recover):
    add_app(app, bo)
    link = recover()
    refused = client.post(link, data=NEW | {"code": "000000"})
    assert error_on(refused, "code").startswith("This code is not right")
    assert client.post(link, data=NEW | {"code": code_at(STOPPED_AT)}).location == "/sign-in"


def test_a_password_that_is_no_good_spends_no_code(client, app, bo, recover):
    add_app(app, bo)
    link, code = recover(), code_at(STOPPED_AT)
    short = client.post(link, data={"password": "short", "again": "short", "code": code})
    assert "at least 12 characters" in error_on(short, "password")
    assert client.post(link, data=NEW | {"code": code}).location == "/sign-in"


def test_who_lost_the_passkey_chooses_a_password_with_a_recovery_code(client, app, bo, recover):
    with unit_of_work():
        add_passkey(bo, Device())
        codes = make_codes(bo)
    assert client.post(recover(), data=NEW | {"code": codes[0]}).location == "/sign-in"


def test_who_has_a_passkey_and_no_code_is_told_to_use_it(client, bo, recover):
    with unit_of_work():
        add_passkey(bo, Device())
    link = recover()
    assert "Your account has a passkey: sign in with it" in client.get(link).text
    assert client.post(link, data=NEW).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert bo.password_hash == ""


# -- links switched off ------------------------------------------------------------------------------


def test_who_came_by_a_link_and_has_an_app_chooses_a_password_once_the_team_takes_no_link(
    client, app, east, bo, work, mailbox
):
    add_app(app, bo)
    with unit_of_work():
        sign_in_policy.set_rules(east, second_factor_roles=(), allows_link=True, **WHO_AND_WHEN)
    client.post("/sign-in/link", data={"email": ADDRESS})
    work()
    client.post(links_in(mailbox.last(ADDRESS))[0].removeprefix("http://localhost"))
    client.post("/sign-in/second-factor", data={"code": code_at(STOPPED_AT)})
    with unit_of_work():
        sign_in_policy.set_rules(east, second_factor_roles=(), allows_link=False, **WHO_AND_WHEN)
    assert client.get(client.get(TEAM).location).location == "/account/password"
    assert client.post("/account/password", data=NEW).location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK
