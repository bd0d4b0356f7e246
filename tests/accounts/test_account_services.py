"""Accounts, passwords and signing in, on both databases."""

import datetime as dt

import pytest
from argon2 import PasswordHasher

from registry.accounts import services as accounts
from registry.accounts.rules import FREE_FAILURES, WELCOME_LIFETIME
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import Gone, RuleBroken
from registry.transactions import unit_of_work
from tests.factories import NOW, WHO_AND_WHEN, make_user

SECRET = "a secret that only the tests know"
PASSWORD = "four words in a row"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        user = make_user(email="Ann@Example.org ")
        accounts.set_password(user, PASSWORD, **WHO_AND_WHEN)
    return user


def sign_in(password=PASSWORD, email="ann@example.org", now=NOW):
    with unit_of_work():
        return accounts.sign_in(email=email, password=password, now=now)


def fail(times):
    """Sign in with a wrong password, so many times."""
    return [sign_in("wrong wrong wrong") for _ in range(times)]


def tags_about(user):
    return [event.tag for event in audit.events_about(None, ("user", user.id))]


# -- signing in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["ann@example.org", "ANN@example.org", " ann@example.org "])
def test_one_signs_in_with_the_address_in_whatever_case(ann, email):
    assert sign_in(email=email) == ann
    assert tags_about(ann)[0] == Tag.ACCOUNT_SIGNED_IN


def test_a_wrong_password_lets_nobody_in_and_is_recorded(ann):
    assert sign_in("wrong wrong wrong") is None
    assert ann.failures == 1
    assert tags_about(ann)[0] == Tag.ACCOUNT_SIGN_IN_REFUSED


def test_an_address_without_an_account_lets_nobody_in(ann):
    assert sign_in(email="bo@example.org") is None


@pytest.mark.parametrize("password", ["", "nobody has this password"])
def test_an_account_without_a_password_lets_nobody_in(session, password):
    with unit_of_work():
        make_user(email="bo@example.org")
    assert sign_in(password, email="bo@example.org") is None


def test_after_too_many_failures_even_the_right_password_must_wait(ann):
    fail(FREE_FAILURES)
    with pytest.raises(RuleBroken, match="Too many tries"):
        sign_in()
    assert sign_in(now=NOW + 4 * SECOND) == ann


def test_a_success_forgets_the_failures(ann):
    fail(FREE_FAILURES - 1)
    sign_in()
    assert (ann.failures, ann.failed_at) == (0, None)


def test_a_hash_of_yesterdays_strength_is_renewed_at_the_next_sign_in(ann, monkeypatch):
    before = ann.password_hash
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(accounts, "HASHER", stronger)
    sign_in()
    assert ann.password_hash != before
    assert not stronger.check_needs_rehash(ann.password_hash)
    assert sign_in() == ann


def test_a_hash_of_todays_strength_stays(ann):
    before = ann.password_hash
    sign_in()
    assert ann.password_hash == before


def test_passwords_are_kept_as_argon2_and_nowhere_else(ann):
    assert ann.password_hash.startswith("$argon2id$")
    assert PASSWORD not in str(audit.events_about(None, ("user", ann.id))[0].details)


# -- passwords and welcome links ---------------------------------------------------------------------


def welcomed(token):
    return accounts.account_of_welcome(token, secret=SECRET)


def test_a_welcome_link_leads_to_its_account(ann):
    assert welcomed(accounts.welcome_token(ann, secret=SECRET)) == ann


def test_a_welcome_link_works_until_a_password_is_set(ann):
    token = accounts.welcome_token(ann, secret=SECRET)
    with unit_of_work():
        accounts.set_password(ann, "five words in a row", **WHO_AND_WHEN)
    with pytest.raises(Gone, match="has been used"):
        welcomed(token)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda _: ""])
def test_a_changed_welcome_link_works_no_more(ann, change):
    with pytest.raises(Gone, match="no longer works"):
        welcomed(change(accounts.welcome_token(ann, secret=SECRET)))


def test_a_welcome_link_of_another_installation_does_not_work(ann):
    with pytest.raises(Gone):
        welcomed(accounts.welcome_token(ann, secret="another secret"))


def test_a_welcome_link_lives_a_week(ann, monkeypatch):
    token = accounts.welcome_token(ann, secret=SECRET)
    serializer = accounts._serializer(SECRET)
    issued = serializer.loads(token, return_timestamp=True)[1].timestamp()
    monkeypatch.setattr("time.time", lambda: issued + WELCOME_LIFETIME.total_seconds())
    assert welcomed(token) == ann
    monkeypatch.setattr("time.time", lambda: issued + WELCOME_LIFETIME.total_seconds() + 1)
    with pytest.raises(Gone, match="no longer works"):
        welcomed(token)


def test_a_new_password_ends_the_sessions_before_it(ann):
    before = ann.get_id()
    with unit_of_work():
        accounts.set_password(ann, "five words in a row", **WHO_AND_WHEN)
    assert ann.get_id() != before
    assert tags_about(ann)[0] == Tag.PASSWORD_SET


def test_a_short_password_leaves_the_old_one(ann):
    with pytest.raises(RuleBroken), unit_of_work():
        accounts.set_password(ann, "short", **WHO_AND_WHEN)
    assert sign_in() == ann


def test_an_address_has_one_account_in_whatever_case(session):
    with unit_of_work():
        make_user(email="bo@example.org")
    with unit_of_work(), pytest.raises(RuleBroken, match="just made an account") as told:
        make_user(email="BO@example.org")
    assert told.value.field == "email"
