"""Who may read a decision, and who speaks for a voice."""

import inspect
from contextlib import suppress

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions import access
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries import rolls
from registry.decisions.rules.decisions import Audience, Ballot, Channel, PlannedAction, RollKind
from registry.decisions.services import decisions, positions, resolutions, votes
from registry.decisions.services.decisions import Matter
from registry.documents.rules.provisions import PassRule
from registry.errors import NotFound, Refused
from registry.security import actors
from registry.security.actors import Capacity
from registry.teams.services import memberships
from tests.acts import act_of
from tests.decisions.builders import ON, at, close, make_partners, open_one, say_all
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    by_coordinator,
    make_committee,
    make_coordinator,
    make_member,
    make_reader,
    make_representative,
    make_seat,
    make_team,
    make_user,
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


# -- who may act -------------------------------------------------------------------------------------


def for_voice(service, *said):
    """An act of who speaks for the first voice of a decision."""
    return lambda decision, act: service(decision.voices[0], *said, seen=0, act=act)


def for_decision(service, **said):
    """An act of who runs a decision."""
    return lambda decision, act: service(decision, **said, act=act)


def open_another(decision, act):
    """Put the same question to the same roll again."""
    roll = rolls.possible_roll(decision.team, None, RollKind.ORGANIZATION, on=ON).candidates
    return decisions.open_decision(decision.team, Matter("Again", "Shall we?", roll), act=act)


def relay(decision, act):
    """Enter what the first voice said by phone."""
    how = {"channel": Channel.PHONE, "said_by": "Ida Moss", "said_on": ON}
    return positions.relay_position(decision.voices[0], at(2), **how, seen=0, act=act)


def answer(decision, act):
    """Answer a point of the first position."""
    return positions.answer_point(decision.rounds[0].positions[0], text="At most $900", act=act)


def follow_up(decision, act):
    """Note how far the first line has come."""
    line = decision.resolution.actions[0]
    return resolutions.note_progress(line, text="Hired", is_done=True, noted_on=ON, act=act)


SPEAKING = {
    "state_position": for_voice(positions.state_position, at(1)),
    "confirm_position": for_voice(positions.confirm_position),
    "cast_ballot": for_voice(votes.cast_ballot, Ballot.FOR),
}
RUNNING = {
    "open_decision": open_another,
    "open_round": for_decision(decisions.open_round, question="Again?"),
    "close_round": for_decision(decisions.close_round, seen=0),
    "set_aside": for_decision(decisions.set_aside, reason="Overtaken"),
    "relay_position": relay,
    "enter_meeting": for_decision(positions.enter_meeting, met_on=ON, attendance="", given={}, seen={}),
    "enter_plain_agreement": for_decision(
        positions.enter_plain_agreement, met_on=ON, attendance="", present_voices=[], seen=0
    ),
    "answer_point": answer,
    "open_vote": for_decision(votes.open_vote, efforts="Talks", pass_rule=PassRule.MAJORITY_CAST),
    "enter_ballots": for_decision(votes.enter_ballots, ballots={}, seen=0),
    "close_vote": for_decision(votes.close_vote, seen=0),
    "record_decision": for_decision(resolutions.record_decision, text="So", decided_on=ON),
    "note_progress": follow_up,
}
#: Features above judge by rules of their own before they put something to a roll.
JUDGED_ABOVE = {"put_to_roll"}


def test_every_act_in_a_decision_is_among_those_that_are_refused_here():
    acts = {
        name
        for module in (decisions, positions, votes, resolutions)
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and "act" in inspect.signature(function).parameters
    }
    assert acts == set(SPEAKING) | set(RUNNING) | JUDGED_ABOVE


@pytest.fixture
def decided(decision):
    """A decision that was made, with a line for the first organization; states are judged after rights."""
    with unit_of_work():
        first = decision.voices[0]
        say_all(decision, at(1), at(1), at(1))
        close(decision)
        lines = [PlannedAction(first.name, "Hire", partner_id=first.partner_id)]
        resolutions.record_decision(
            decision, text="So", decided_on=ON, actions=lines, **by_coordinator(decision.team)
        )
    return decision


def somebody(decision, who):
    """A person who is not, or no more, what an act takes."""
    team, second = decision.team, decision.voices[1].partner
    if who == "no_role":
        return make_user()
    if who == "no_coordinator_any_more":
        user = make_coordinator(team)
        memberships.end_role(team, user.id, **WHO_AND_WHEN)
        return user
    if who == "chair_elsewhere":
        return seat_member(make_seat(make_committee(team)), is_chair=True)
    made = {"reader": make_reader, "member": make_member, "coordinator": make_coordinator}
    return made[who](team) if who in made else make_representative(second)


def let_through(acts, decision, act):
    """The acts that are not refused; each is tried alone."""
    through = []
    for name, do in acts.items():
        with suppress(Refused, NotFound), unit_of_work():
            do(decision, act)
            through.append(name)
    return through


@pytest.mark.parametrize(
    "who",
    ["no_role", "no_coordinator_any_more", "reader", "member", "chair_elsewhere", "speaks_for_another"],
)
def test_who_does_not_run_a_decision_is_refused_whatever_they_say_they_are(decided, who):
    with unit_of_work():
        user = somebody(decided, who)
    claimed = actors.person(user.id, user.name, Capacity.COORDINATOR)
    assert let_through(RUNNING, decided, act_of(claimed, NOW)) == []


@pytest.mark.parametrize("who", ["no_role", "reader", "member", "coordinator", "speaks_for_another"])
def test_who_does_not_speak_for_a_voice_is_refused_whatever_they_say_they_are(decided, who):
    with unit_of_work():
        user = somebody(decided, who)
    claimed = actors.person(user.id, user.name, Capacity.REPRESENTATIVE, decided.voices[0].name)
    assert let_through(SPEAKING, decided, act_of(claimed, NOW)) == []


def test_who_runs_a_decision_may_do_it_and_is_kept_as_what_they_are(decision):
    with unit_of_work():
        user = make_coordinator(decision.team)
        claimed = actors.person(user.id, user.name, Capacity.CHAIR, "Somebody else")
        say_all(decision, at(1), at(1), at(1))
        closing = decisions.close_round(decision, seen=3, act=act_of(claimed, NOW))
    assert (closing.by_capacity, closing.by_for) == ("coordinator", "")


def test_who_carries_something_out_notes_how_far_it_has_come(decided):
    with unit_of_work():
        user = make_representative(decided.voices[0].partner)
        noted = follow_up(decided, act_of(user, NOW))
    assert (noted.by_capacity, noted.by_for) == ("representative", decided.voices[0].name)


def test_a_coordinator_does_not_run_a_decision_that_they_may_not_read(team):
    with unit_of_work():
        secret = open_one(team, audience=Audience.ROLL)
        say_all(secret, at(1), at(1), at(1))
        close(secret)
        lines = [PlannedAction("Robin Sample", "Hire")]
        resolutions.record_decision(secret, text="So", decided_on=ON, actions=lines, **by_coordinator(team))
        user = make_coordinator(team)
    assert let_through(RUNNING, secret, act_of(user, NOW)) == ["open_decision"]


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
