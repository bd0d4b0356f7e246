"""Inviting people to a team, ending their roles with what they hold, and taking them back."""

import pytest

from registry.committees.queries.committees import seats_held
from registry.database.transactions import unit_of_work
from registry.errors import NotFound, RuleBroken
from registry.partners.queries.representatives import represents
from registry.security.permissions import Role
from registry.teams.hooks import holdings_of
from registry.teams.queries import memberships as membership_queries
from registry.teams.queries import teams
from registry.teams.services import memberships
from tests.acts import act_of
from tests.factories import (
    BY,
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_member,
    make_partner,
    make_representative,
    make_seat,
    make_team,
    make_user,
    seat_member,
)
from tests.mailbox import text_of

TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def new_team(session):
    with unit_of_work():
        return make_team()


def roles(new_team):
    """Names and roles of a team's people."""
    return [(person.user.name, person.role) for person in membership_queries.people_of(new_team.id)]


def invite(new_team, *, role=Role.MEMBER, email="ida@example.org"):
    return memberships.invite(new_team, email=email, name="Ida Moss", role=role, **WHO_AND_WHEN)


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def partner(team):
    """An anchor."""
    with unit_of_work(team.id):
        return make_partner(team, "Carefor")


@pytest.fixture
def ann(team, partner):
    """Its representative, who also sits on the steering committee."""
    with unit_of_work(team.id):
        user = make_representative(partner)
        seat_member(make_seat(make_committee(team), partner), user)
    return user


def leave(team, user, *, with_holdings=True):
    with unit_of_work(team.id):
        memberships.leave(team, user.id, with_holdings=with_holdings, act=act_of(BY, NOW))


# -- inviting ----------------------------------------------------------------------------------------


def test_who_is_invited_gets_an_account_and_a_role(new_team):
    with unit_of_work():
        invite(new_team)
    assert roles(new_team) == [("Ida Moss", Role.MEMBER)]


def test_the_invitation_carries_a_link_to_choose_a_password(new_team, mailbox, work):
    with unit_of_work():
        invite(new_team)
    work()
    assert "/welcome/" in text_of(mailbox.last("ida@example.org"))


def test_who_has_a_password_already_is_told_to_sign_in(new_team, mailbox, work):
    with unit_of_work():
        user = make_user(email="ida@example.org")
        user.password_hash = "chosen"
        invite(new_team)
    work()
    assert "Sign in as before" in text_of(mailbox.last("ida@example.org"))


def test_a_coordinator_invited_as_member_stays_coordinator(new_team):
    with unit_of_work():
        make_coordinator(new_team, email="ida@example.org", name="Ida Moss")
        invite(new_team)
    assert roles(new_team) == [("Ida Moss", Role.COORDINATOR)]


def test_a_reader_invited_as_member_may_do_more(new_team):
    with unit_of_work():
        invite(new_team, role=Role.READER)
        invite(new_team)
    assert roles(new_team) == [("Ida Moss", Role.MEMBER)]


def test_an_ended_role_leaves_the_team(new_team):
    with unit_of_work():
        user = make_member(new_team)
        memberships.end_role(new_team, user.id, **WHO_AND_WHEN)
    assert roles(new_team) == []


def test_the_last_coordinator_stays(new_team):
    with unit_of_work():
        user = make_coordinator(new_team)
    with unit_of_work(), pytest.raises(RuleBroken, match="needs a coordinator"):
        memberships.end_role(new_team, user.id, **WHO_AND_WHEN)


# -- leaving -----------------------------------------------------------------------------------------


def test_what_a_person_holds_is_told(team, ann):
    assert [one.words for one in holdings_of(team.id, ann.id, TODAY)] == [
        "Represents Carefor",
        "Holds the seat Carefor of Steering Committee",
    ]


def test_seats_and_representations_end_with_the_role(team, partner, ann):
    leave(team, ann)
    assert ann.id not in teams.member_ids(team.id)
    assert not represents(ann.id, partner.id, TODAY)
    assert seats_held(ann.id, team.id, TODAY) == []


def test_they_stay_where_the_coordinator_so_chooses(team, partner, ann):
    leave(team, ann, with_holdings=False)
    assert ann.id not in teams.member_ids(team.id)
    assert represents(ann.id, partner.id, TODAY)


def test_nothing_ends_where_the_role_cannot(team, partner):
    with unit_of_work(team.id):
        cora = make_coordinator(team)
        make_seat(make_committee(team), partner)
        seat_member(make_seat(make_committee(team, name="Second", is_steering=False)), cora)
    with pytest.raises(RuleBroken, match="needs a coordinator"):
        leave(team, cora)
    assert len(seats_held(cora.id, team.id, TODAY)) == 1


def test_who_left_is_known_and_can_come_back_in_another_role(team, ann):
    leave(team, ann)
    assert [one.id for one in membership_queries.those_who_left(team.id)] == [ann.id]
    with unit_of_work(team.id):
        memberships.take_back(team, ann.id, role=Role.READER, **WHO_AND_WHEN)
    assert membership_queries.person_of(team.id, ann.id).role is Role.READER
    assert membership_queries.those_who_left(team.id) == []


def test_what_they_held_does_not_come_back_by_itself(team, partner, ann):
    leave(team, ann)
    with unit_of_work(team.id):
        memberships.take_back(team, ann.id, role=Role.MEMBER, **WHO_AND_WHEN)
    assert not represents(ann.id, partner.id, TODAY)


def test_who_never_left_is_not_taken_back(team, ann):
    with pytest.raises(NotFound), unit_of_work(team.id):
        memberships.take_back(team, ann.id, role=Role.READER, **WHO_AND_WHEN)


@pytest.fixture
def cora(client, team):
    """A coordinator, signed in."""
    with unit_of_work(team.id):
        user = make_coordinator(team)
    client.sign_in(user)
    return user


def test_the_page_asks_what_to_end(client, cora, ann):
    page = client.get(f"/teams/east/people/{ann.id}/end").text
    assert "Represents Carefor" in page
    assert 'name="with_holdings"' in page


def test_the_page_of_a_person_keeps_the_history_of_their_role(client, cora, ann, team):
    client.post(f"/teams/east/people/{ann.id}/end", data={"with_holdings": "y"})
    client.post(f"/teams/east/people/{ann.id}/return", data={"role": "reader"})
    page = client.get(f"/teams/east/people/{ann.id}").text
    assert "Role ended: Member" in page
    assert "Role given: Reader" in page


def test_a_person_of_another_team_is_not_there(client, cora):
    with unit_of_work():
        other = make_coordinator(make_team())
    assert client.get(f"/teams/east/people/{other.id}").status_code == 404
