"""The administrator's commands for teams and accounts."""

import re

import pytest
import sqlalchemy as sa

from registry.accounts import queries as account_queries
from registry.accounts.models import User
from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.sign_in.models import Authenticator
from registry.sign_in.queries import factors
from registry.sign_in.rules.events import SignInEvent
from registry.teams.queries import memberships, teams
from tests.conftest import read_afresh
from tests.factories import NOW, make_user
from tests.mailbox import text_of

COORDINATOR = ("create-coordinator", "east", "ann@example.org", "--name", "Ann Ng")

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def run(app):
    """Runs a command of the registry."""

    def run(*arguments):
        result = app.test_cli_runner().invoke(args=["registry", *arguments])
        read_afresh()
        return result

    return run


def count_of(model):
    """How many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


COMMANDS = [
    "create-team",
    "create-coordinator",
    "worker",
    "verify",
    "check",
    "rotate-keys",
    "revoke",
    "rekey",
]


@pytest.mark.parametrize("command", [(), *((one,) for one in COMMANDS)])
def test_each_command_says_what_it_does(run, command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.output


# -- teams -------------------------------------------------------------------------------------------


def test_a_team_is_made_in_the_zone_of_toronto_and_in_both_languages(run):
    assert run("create-team", "east").output == "Team east is there.\n"
    team = teams.find_team("east")
    assert (team.name("en"), team.name("fr")) == ("east", "east")
    assert (team.timezone, team.languages) == ("America/Toronto", ["en", "fr"])


def test_a_team_is_called_as_told(run):
    run("create-team", "east", "--name", "Équipe de l’Est")
    assert teams.find_team("east").name("en") == "Équipe de l’Est"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("East Team",), "cannot stand in an address"),
        (("taken",), "There is already a team “taken”."),
        (("east", "--name", "x" * 201), "has at most 200 characters"),
    ],
)
def test_a_team_that_cannot_be_made_is_refused_in_a_sentence(run, arguments, words):
    run("create-team", "taken")
    result = run("create-team", *arguments)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output


# -- coordinators ------------------------------------------------------------------------------------


def test_a_coordinator_gets_a_link_with_which_to_choose_a_password(run, client):
    run("create-team", "east")
    result = run(*COORDINATOR)
    assert "Ann Ng coordinates east. To choose a password, within 7 days:" in result.output
    link = re.search(r"http://localhost(/welcome/\S+)", result.output)[1]
    assert "Welcome, Ann Ng" in client.get(link).text


def test_a_person_of_two_teams_has_one_account(run):
    run("create-team", "east")
    run("create-team", "west")
    run(*COORDINATOR)
    run("create-coordinator", "west", "ANN@example.org", "--name", "Ann Ng")
    ann = account_queries.find_account("ann@example.org")
    assert count_of(User) == 1
    assert [team.slug for team in teams.teams_of(ann.id)] == ["east", "west"]
    assert memberships.person_of(teams.find_team("west").id, ann.id).role is Role.COORDINATOR


def test_an_administrator_keeps_the_installation_and_no_team(run):
    run("create-team", "east")
    told = run("create-administrator", "ada@example.org", "--name", "Ada Min").output
    ada = account_queries.find_account("ada@example.org")
    assert "/administration" in told
    assert "/welcome/" in told
    assert (ada.is_administrator, teams.teams_of(ada.id)) == (True, [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("west", "ann@example.org", "--name", "Ann"), "There is no team “west”."),
        (("east", "ann", "--name", "Ann"), "This is not an e-mail address, such as name@example.org."),
        (("east", "a" * 250 + "@b.org", "--name", "Ann"), "This is not an e-mail address"),
        (("east", "ann@example.org", "--name", " "), "Give the person’s name"),
        (("east", "ann@example.org", "--name", "x" * 201), "in at most 200 characters"),
    ],
)
def test_a_coordinator_who_cannot_be_is_refused_in_a_sentence(run, arguments, words):
    run("create-team", "east")
    result = run("create-coordinator", *arguments)
    assert result.exit_code == 1
    assert words in result.output
    assert count_of(User) == 0


def test_a_coordinator_needs_a_name(run):
    assert run("create-coordinator", "east", "ann@example.org").exit_code == 2


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
