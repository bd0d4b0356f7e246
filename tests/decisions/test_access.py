"""Who may read a decision, and who speaks for a voice."""

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions import access
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import rolls
from registry.decisions.rules.decisions import Audience, RollKind
from registry.errors import NotFound
from registry.teams.services import memberships
from tests.decisions.builders import ON, make_partners, open_one
from tests.factories import (
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_representative,
    make_seat,
    make_team,
    seat_member,
)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session):
    with unit_of_work():
        made = make_team()
        make_partners(made, 3)
    return made


@pytest.fixture
def decision(team):
    with unit_of_work():
        return open_one(team)


def test_who_has_no_role_in_the_team_any_more_speaks_for_nobody(decision):
    with unit_of_work():
        user = make_representative(decision.voices[0].partner)
        assert [one.user.id for one in access.speakers_of(decision, ON)] == [user.id]
        memberships.end_role(decision.team, user.id, **WHO_AND_WHEN)
    assert access.speakers_of(decision, ON) == []


# -- who may read ------------------------------------------------------------------------------------


def readable(decision, user):
    """Whether a person finds a decision."""
    try:
        decision_queries.decision_of(decision.team_id, decision.id, user_id=user.id, on=ON)
    except NotFound:
        return False
    return True


@pytest.fixture
def for_roll(team):
    with unit_of_work():
        return open_one(team, audience=Audience.ROLL)


def test_a_decision_for_its_roll_is_not_read_by_a_coordinator_as_such(for_roll):
    with unit_of_work():
        user = make_coordinator(for_roll.team)
    assert not readable(for_roll, user)
    assert decision_queries.decisions_page(for_roll.team_id, user_id=user.id, on=ON).rows == []


def test_a_decision_for_its_roll_is_read_by_who_speaks_for_a_voice(for_roll):
    with unit_of_work():
        user = make_representative(for_roll.voices[0].partner)
    assert readable(for_roll, user)


def test_a_decision_for_its_roll_is_read_by_the_readers_it_names(team):
    with unit_of_work():
        user = make_coordinator(team)
        decision = open_one(team, audience=Audience.ROLL, named_readers=[user.id])
    assert readable(decision, user)


def test_a_decision_of_seats_is_read_by_who_holds_them_and_not_by_their_organization(team):
    with unit_of_work():
        committee = make_committee(team)
        partner = make_partners(team, 1)[0]
        sits = seat_member(make_seat(committee, partner))
        colleague = make_representative(partner)
        possible = rolls.possible_roll(team, committee, RollKind.SEAT, on=ON)
        decision = open_one(
            team,
            committee=committee,
            roll_kind=RollKind.SEAT,
            roll=possible.candidates,
            audience=Audience.ROLL,
        )
    assert readable(decision, sits)
    assert not readable(decision, colleague)


def test_a_decision_of_another_team_is_not_found(decision):
    with unit_of_work():
        user = make_coordinator(make_team())
    with pytest.raises(NotFound):
        decision_queries.decision_of(decision.team_id + 1, decision.id, user_id=user.id, on=ON)
