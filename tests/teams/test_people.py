"""Inviting people to take part in a team, and ending that."""

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security.permissions import Role
from registry.teams.queries import memberships as membership_queries
from registry.teams.services import memberships
from tests.factories import WHO_AND_WHEN, make_coordinator, make_member, make_team, make_user
from tests.mailbox import text_of

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session):
    with unit_of_work():
        return make_team()


def roles(team):
    """Names and roles of a team's people."""
    return [(person.user.name, person.role) for person in membership_queries.people_of(team.id)]


def invite(team, *, role=Role.MEMBER, email="ida@example.org"):
    return memberships.invite(team, email=email, name="Ida Moss", role=role, **WHO_AND_WHEN)


def test_who_is_invited_gets_an_account_and_a_role(team):
    with unit_of_work():
        invite(team)
    assert roles(team) == [("Ida Moss", Role.MEMBER)]


def test_the_invitation_carries_a_link_to_choose_a_password(team, mailbox, work):
    with unit_of_work():
        invite(team)
    work()
    assert "/welcome/" in text_of(mailbox.last("ida@example.org"))


def test_who_has_a_password_already_is_told_to_sign_in(team, mailbox, work):
    with unit_of_work():
        user = make_user(email="ida@example.org")
        user.password_hash = "chosen"
        invite(team)
    work()
    assert "Sign in as before" in text_of(mailbox.last("ida@example.org"))


def test_a_coordinator_invited_as_member_stays_coordinator(team):
    with unit_of_work():
        make_coordinator(team, email="ida@example.org", name="Ida Moss")
        invite(team)
    assert roles(team) == [("Ida Moss", Role.COORDINATOR)]


def test_a_reader_invited_as_member_may_do_more(team):
    with unit_of_work():
        invite(team, role=Role.READER)
        invite(team)
    assert roles(team) == [("Ida Moss", Role.MEMBER)]


def test_an_ended_role_leaves_the_team(team):
    with unit_of_work():
        user = make_member(team)
        memberships.end_role(team, user.id, **WHO_AND_WHEN)
    assert roles(team) == []


def test_the_last_coordinator_stays(team):
    with unit_of_work():
        user = make_coordinator(team)
    with unit_of_work(), pytest.raises(RuleBroken, match="needs a coordinator"):
        memberships.end_role(team, user.id, **WHO_AND_WHEN)
