"""A new password for somebody who has nothing to sign in with."""

from http import HTTPStatus

import pytest

from registry.database.transactions import unit_of_work
from tests.conftest import STOPPED_AT
from tests.mailbox import links_in
from tests.reading import error_on
from tests.sign_in.builders import PASSWORD, Device, add_passkey, add_unused_app, code_at, make_codes

ADDRESS = "bo@example.org"
NEW = {"password": PASSWORD, "again": PASSWORD}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def recover(client, bo, work, mailbox):
    """Asks for a new password; gives the address in the mail."""

    def ask():
        client.post("/sign-in/password", data={"email": ADDRESS})
        work()
        (found,) = [one for one in links_in(mailbox.last(ADDRESS)) if "/sign-in/password/" in one]
        return found.removeprefix("http://localhost")

    return ask


def test_who_forgot_the_password_chooses_another(client, recover):
    link = recover()
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"
    assert client.post(link, data=NEW).location == "/sign-in"
    assert client.post("/sign-in", data={"email": ADDRESS, "password": PASSWORD}).location == "/"


def test_a_new_password_takes_the_code_of_the_app(client, app, bo, recover):
    add_unused_app(app, bo)
    link = recover()
    refused = client.post(link, data=NEW | {"code": "000000"})
    assert error_on(refused, "code").startswith("This code is not right")
    assert client.post(link, data=NEW | {"code": code_at(STOPPED_AT)}).location == "/sign-in"


def test_a_password_that_is_no_good_spends_no_code(client, app, bo, recover):
    add_unused_app(app, bo)
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
