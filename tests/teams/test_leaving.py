"""A role ends with what the person holds, or without; and they come back."""

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
    make_partner,
    make_representative,
    make_seat,
    make_team,
    seat_member,
)

TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("stopped_clock")


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
