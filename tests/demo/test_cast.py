"""The accounts of the demonstration, where a visitor reads of them."""

import re

import pytest

from registry.accounts import queries as account_queries
from registry.demo import administrator, cast
from registry.sign_in.services import passwords

every_account = pytest.mark.parametrize("account", cast.ACCOUNTS, ids=lambda account: account.part)


@every_account
def test_an_account_that_is_shown_opens_with_the_password_that_is_shown(inside, account):
    assert passwords.password_is_right(account_queries.find_account(account.email), cast.PASSWORD)


@every_account
def test_the_sign_in_page_of_the_demonstration_shows_it(make_app, account):
    page = make_app(REGISTRY_MODE="demo").test_client().get("/sign-in").text
    assert account.email in page
    assert account.name in page


def test_the_sign_in_page_of_a_real_registry_shows_none(client):
    assert "maple-valley.example" not in client.get("/sign-in").text


def test_the_command_prints_how_each_signs_in(demo):
    printed = demo.test_cli_runner().invoke(args=["registry", "demo"]).output
    assert cast.PASSWORD in printed
    assert [one.email for one in cast.ACCOUNTS if one.email not in printed] == []


@pytest.fixture
def played(demo, monkeypatch):
    """The demonstration as its mode shows it."""
    monkeypatch.setitem(demo.jinja_env.globals, "demo_accounts", cast.ACCOUNTS)
    monkeypatch.setitem(demo.jinja_env.globals, "demo_password", cast.PASSWORD)
    monkeypatch.setitem(demo.jinja_env.globals, "demo_code", administrator.code_now)
    return demo.test_client()


def test_the_second_step_of_the_administrator_shows_a_code_that_opens(played):
    played.post("/sign-in", data={"email": cast.ADMINISTRATOR_EMAIL, "password": cast.PASSWORD})
    shown = re.search(r"the app shows: (\d{6})", played.get("/sign-in/second-factor").text)
    played.post("/sign-in/second-factor", data={"code": shown[1]})
    assert played.get("/administration/teams/new").status_code == 200


def test_the_front_page_of_the_demonstration_tells_who_makes_a_team(played):
    assert cast.ADMINISTRATOR_EMAIL in played.get("/").text


def test_nobody_else_is_told_a_code(inside):
    assert administrator.code_now(cast.EMAIL) == ""
