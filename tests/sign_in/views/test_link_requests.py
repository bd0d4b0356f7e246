"""Pages that send a link by mail tell nothing of accounts."""

import re
from http import HTTPStatus

import pytest

from registry.sign_in.rules.sign_in import FREE_FAILURES

ADDRESS = "bo@example.org"

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_asking_for_a_link_tells_nothing_of_accounts(client, ann, rules):
    rules(allows_link=True)

    def answer(email):
        return client.post("/sign-in/link", data={"email": email}, follow_redirects=True).text

    unlike = re.compile(r'name="csrf_token" value="[^"]*"|data-options="[^"]*"')
    assert unlike.sub("", answer("ann@example.org")) == unlike.sub("", answer("nobody@example.org"))


def test_asking_for_a_new_password_tells_nothing_of_accounts(client, bo):
    def answer(email):
        return client.post("/sign-in/password", data={"email": email}, follow_redirects=True).text

    unlike = re.compile(r'name="csrf_token" value="[^"]*"|data-options="[^"]*"')
    assert unlike.sub("", answer(ADDRESS)) == unlike.sub("", answer("nobody@example.org"))


def test_who_asks_for_many_new_passwords_must_wait(client, bo):
    tries = [client.post("/sign-in/password", data={"email": ADDRESS}) for _ in range(FREE_FAILURES + 1)]
    assert tries[-1].status_code == HTTPStatus.TOO_MANY_REQUESTS
