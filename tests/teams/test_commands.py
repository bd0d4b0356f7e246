"""The administrator's commands for teams and their coordinators."""

import re

import pytest
import sqlalchemy as sa

from registry.accounts import queries as account_queries
from registry.accounts.models import User
from registry.database.session import db
from registry.security.permissions import Role
from registry.teams.queries import memberships, teams

COORDINATOR = ("create-coordinator", "east", "ann@example.org", "--name", "Ann Ng")


def count_of(model):
    """How many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


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
