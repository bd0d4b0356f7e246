"""Accounts that are disabled: what stops at once, what stays, and who is never kept out."""

import pytest

from registry.accounts import messages, services
from registry.audit import queries as audit_queries
from registry.database import session as database_session
from registry.database.transactions import unit_of_work
from registry.errors import Gone, RuleBroken
from registry.outbox import queries as outbox_queries
from registry.security import actors
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.services import disabled_accounts, passwords, sign_in_links
from registry.teams.messages import Invitation
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN, make_team, make_user
from tests.sign_in.builders import SECRET, make_person


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        return make_person(email="ann@example.org")


def make_administrator():
    """An account that keeps the installation."""
    user = make_user()
    services.name_administrator(user, **WHO_AND_WHEN)
    return user


def disable(user, by=None, reason="Has left."):
    actor = actors.user(by.id) if by else actors.COMMAND
    with unit_of_work():
        disabled_accounts.disable(user, reason=reason, act=act_of(actor, NOW))


def test_that_an_account_is_disabled_and_opened_stands_in_the_trail_without_the_reason(ann):
    disable(ann)
    with unit_of_work():
        disabled_accounts.enable(ann, **WHO_AND_WHEN)
    events = audit_queries.events_about(None, ("user", ann.id))
    assert [event.tag for event in events[:2]] == [SignInEvent.ACCOUNT_ENABLED, SignInEvent.ACCOUNT_DISABLED]
    assert "left" not in str([event.details for event in events])
    assert (ann.disabled_at, ann.disabled_reason) == (None, "")


def test_nobody_disables_their_own_account(ann):
    with pytest.raises(RuleBroken, match="your own account"):
        disable(ann, by=ann)


def test_the_last_administrator_that_can_sign_in_stays(session):
    with unit_of_work():
        ada, bo = make_administrator(), make_administrator()
    disable(ada, by=bo)
    with pytest.raises(RuleBroken, match="last administrator"):
        disable(bo)


def test_two_administrators_do_not_disable_each_other(session, at_once):
    with unit_of_work():
        ada, bo = make_administrator(), make_administrator()
    ids = (ada.id, bo.id)

    def act(goes, by):
        user = database_session.db.session.get(type(ada), goes)
        disabled_accounts.disable(user, reason="A row.", act=act_of(actors.user(by), NOW))

    told = at_once(None, lambda: act(ids[0], ids[1]), lambda: act(ids[1], ids[0]))
    assert len(told) == 1
    assert "last administrator" in told[0]


@pytest.mark.parametrize("reason", ["", "x" * 501])
def test_an_account_is_disabled_for_a_reason_of_some_words(ann, reason):
    with pytest.raises(RuleBroken, match="Say why") as refused:
        disable(ann, reason=reason)
    assert refused.value.field == "reason"


def test_links_by_mail_of_a_disabled_account_stop_working(ann):
    welcome = sign_in_messages.welcome_token(ann, secret=SECRET)
    address = messages.address_token(ann, "new@example.org", secret=SECRET)
    disable(ann)
    with pytest.raises(Gone):
        passwords.account_of_welcome(welcome, secret=SECRET)
    with pytest.raises(Gone):
        services.read_address(address, secret=SECRET)
    assert sign_in_links.ask(ann, act=act_of(actors.REGISTRY, NOW)) is None


def test_no_message_goes_to_a_disabled_account(ann):
    disable(ann)
    with unit_of_work():
        team = make_team()
        Invitation.post(team, ann, NOW)
    assert outbox_queries.messages_of(team.id).rows == []
