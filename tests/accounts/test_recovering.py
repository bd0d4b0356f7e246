"""A new password by mail, on both databases."""

import pytest

from registry.accounts import disabling, recovering
from registry.accounts import services as accounts
from registry.accounts.rules import LINK_LIFETIME
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import Gone
from registry.outbox import services as outbox
from registry.transactions import unit_of_work
from tests.accounts.making import SECRET, make_person
from tests.factories import NOW, WHO_AND_WHEN


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        return make_person(email="ann@example.org")


def ask(user):
    with unit_of_work():
        recovering.ask(user, now=NOW)
    return outbox.messages_about([("user", user.id)]) if user else []


def test_a_link_is_posted_and_noted(ann):
    assert [message.to_address for message in ask(ann)] == ["ann@example.org"]
    assert audit.events_about(None, ("user", ann.id))[0].tag == Tag.NEW_PASSWORD_ASKED


def test_nothing_is_posted_for_nobody_or_a_disabled_account(ann):
    with unit_of_work():
        disabling.disable(ann, reason="Has left.", **WHO_AND_WHEN)
    assert ask(None) == ask(ann) == []


def test_a_link_sets_a_password_once(ann):
    token = recovering.token_of(ann, secret=SECRET)
    with unit_of_work():
        recovering.choose_password(token, "five words in a row", secret=SECRET, now=NOW)
    assert accounts.password_is_right(ann, "five words in a row")
    with pytest.raises(Gone):
        recovering.user_of(token, secret=SECRET)


def test_a_welcome_link_is_no_link_for_a_new_password(ann):
    with pytest.raises(Gone):
        recovering.user_of(accounts.welcome_token(ann, secret=SECRET), secret=SECRET)


def test_a_link_to_a_new_password_lives_ten_minutes(ann, monkeypatch):
    token = recovering.token_of(ann, secret=SECRET)
    issued = recovering.LINKS._serializer(SECRET).loads(token, return_timestamp=True)[1].timestamp()
    assert LINK_LIFETIME.total_seconds() == 600
    monkeypatch.setattr("time.time", lambda: issued + 600)
    assert recovering.user_of(token, secret=SECRET) == ann
    monkeypatch.setattr("time.time", lambda: issued + 601)
    with pytest.raises(Gone):
        recovering.user_of(token, secret=SECRET)
