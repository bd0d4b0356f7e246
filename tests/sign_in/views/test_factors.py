"""Adding and removing factors by page, and what a team asks for."""

import datetime as dt
import re
from http import HTTPStatus

import pytest

from registry.security.permissions import Role
from tests.conftest import STOPPED_AT
from tests.sign_in.builders import PASSWORD, Device, challenge_on, code_at

TEAM = "/teams/east/"

HALF_A_MINUTE = dt.timedelta(seconds=30)

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- what a team asks --------------------------------------------------------------------------------


def test_who_lacks_a_factor_that_the_team_asks_for_is_led_to_one(client, ann, rules):
    rules(Role.COORDINATOR)
    client.sign_in(ann)
    assert client.get("/teams/east/partners").location == "/account/owed?next=/teams/east/partners"
    assert client.post("/teams/east/settings").location == "/account/owed"
    assert "asked for a second factor" in client.get("/account/owed").text


def test_roles_that_are_not_asked_enter_as_before(client, ann, rules):
    rules(Role.READER, Role.MEMBER)
    client.sign_in(ann)
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_who_has_a_factor_shows_it(client, with_app, rules):
    rules(Role.COORDINATOR)
    client.sign_in(with_app)
    assert client.get("/account/owed?next=/teams/east/").location == "/account/prove?next=/teams/east/"
    proof = {"password": PASSWORD, "code": code_at(STOPPED_AT)}
    assert client.post("/account/prove?next=/teams/east/", data=proof).location == TEAM
    assert client.get(TEAM).status_code == HTTPStatus.OK


# -- changing what one signs in with -----------------------------------------------------------------


def test_the_key_of_an_app_is_the_one_that_was_shown(client, ann):
    client.sign_in(ann)
    page = client.get("/account/authenticator")
    key = re.search(r'class="code">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    closed = re.search(r'name="closed" type="hidden" value="([^"]+)"', page.text)[1]
    assert key not in closed
    answer = client.post("/account/authenticator", data={"closed": closed, "code": code_at(STOPPED_AT, key)})
    assert answer.location == "/account/recovery-codes"


def test_a_key_locked_for_another_account_is_not_taken(client, ann):
    client.sign_in(ann)
    said = {"closed": "AAAA" * 20, "code": "000000"}
    answer = client.post("/account/authenticator", data=said)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_passkey_is_added_by_name_and_removed(client, ann):
    device = Device()
    client.sign_in(ann)
    asked = challenge_on(client.get("/account/passkeys/new"))
    client.post("/account/passkeys/new", data={"name": "My phone", "answer": device.make(asked)})
    assert "My phone" in client.get("/account").text
    client.post("/account/passkeys/1/remove")
    assert "My phone" not in client.get("/account").text


def test_recovery_codes_are_shown_once(client, ann, with_passkey):
    client.sign_in(ann)
    shown = client.post("/account/recovery-codes").text
    assert len(re.findall(r"<li>[a-z2-9]{4}(?:-[a-z2-9]{4}){3}</li>", shown)) == 10
    assert not re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}<", client.get("/account/recovery-codes").text)
