"""The administrator's commands for accounts and their factors."""

from registry.accounts import queries as account_queries
from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.sign_in.models import Authenticator
from registry.sign_in.queries import factors
from registry.sign_in.rules.events import SignInEvent
from registry.teams.queries import teams
from tests.factories import NOW, make_user
from tests.mailbox import text_of


def test_an_administrator_keeps_the_installation_and_no_team(run):
    run("create-team", "east")
    told = run("create-administrator", "ada@example.org", "--name", "Ada Min").output
    ada = account_queries.find_account("ada@example.org")
    assert "/administration" in told
    assert "/welcome/" in told
    assert (ada.is_administrator, teams.teams_of(ada.id)) == (True, [])


def test_an_administrator_lets_somebody_begin_anew_who_lost_their_factors(run, mailbox, work):
    with unit_of_work():
        bo = make_user(email="bo@example.org")
        db.session.add(Authenticator(user_id=bo.id, secret="x", last_step=0, added_at=NOW))
    assert "bo@example.org begins anew" in run("reset-factors", "bo@example.org").output
    work()
    assert not factors.held_by(bo.id).any
    assert audit_queries.events_about(None, ("user", bo.id))[0].tag == SignInEvent.FACTORS_RESET
    assert "removed every second factor" in text_of(mailbox.last("bo@example.org"))


def test_factors_of_nobody_are_not_reset(run):
    result = run("reset-factors", "nobody@example.org")
    assert result.exit_code == 1
    assert "There is no account with this address." in result.output
