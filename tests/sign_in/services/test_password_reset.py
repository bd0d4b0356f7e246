"""A new password by mail, on both databases."""

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.errors import Gone
from registry.outbox import queries as outbox_queries
from registry.security import actors
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import LINK_LIFETIME
from registry.sign_in.services import disabled_accounts, password_reset, passwords
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN
from tests.sign_in.builders import SECRET, make_person


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        return make_person(email="ann@example.org")


def ask(user):
    with unit_of_work():
        password_reset.ask(user, act=act_of(actors.REGISTRY, NOW))
    return outbox_queries.messages_about([("user", user.id)]) if user else []


def test_a_link_is_posted_and_noted(ann):
    assert [message.to_address for message in ask(ann)] == ["ann@example.org"]
    assert audit_queries.events_about(None, ("user", ann.id))[0].tag == SignInEvent.NEW_PASSWORD_ASKED


def test_nothing_is_posted_for_nobody_or_a_disabled_account(ann):
    with unit_of_work():
        disabled_accounts.disable(ann, reason="Has left.", **WHO_AND_WHEN)
    assert ask(None) == ask(ann) == []


def test_a_link_sets_a_password_once(ann):
    token = sign_in_messages.reset_token_of(ann, secret=SECRET)
    with unit_of_work():
        password_reset.choose_password(token, "five words in a row", secret=SECRET, act=act_of(ann, NOW))
    assert passwords.password_is_right(ann, "five words in a row")
    with pytest.raises(Gone):
        password_reset.user_of(token, secret=SECRET)


def test_a_welcome_link_is_no_link_for_a_new_password(ann):
    with pytest.raises(Gone):
        password_reset.user_of(sign_in_messages.welcome_token(ann, secret=SECRET), secret=SECRET)


def test_a_link_to_a_new_password_lives_ten_minutes(ann, monkeypatch):
    token = sign_in_messages.reset_token_of(ann, secret=SECRET)
    issued = (
        sign_in_messages.RESET_LINKS._serializer(SECRET).loads(token, return_timestamp=True)[1].timestamp()
    )
    assert LINK_LIFETIME.total_seconds() == 600
    monkeypatch.setattr("time.time", lambda: issued + 600)
    assert password_reset.user_of(token, secret=SECRET) == ann
    monkeypatch.setattr("time.time", lambda: issued + 601)
    with pytest.raises(Gone):
        password_reset.user_of(token, secret=SECRET)
