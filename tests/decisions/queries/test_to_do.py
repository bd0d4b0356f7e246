"""What waits for whom in decisions."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries import rolls, to_do
from registry.decisions.queries.to_do import Kind
from registry.decisions.rules import decisions
from registry.decisions.rules.decisions import Audience, Channel, Given, Mark, RollKind
from registry.decisions.services import positions, resolutions
from registry.security.permissions import Role
from tests.decisions.builders import ON, at, close, make_partners, open_one, say, say_all
from tests.factories import by_coordinator, make_coordinator, make_representative, make_team

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def decision(session):
    with unit_of_work():
        team = make_team()
        make_partners(team, 3)
        return open_one(team, closes_on=ON + dt.timedelta(days=5))


@pytest.fixture
def speaker(decision):
    with unit_of_work():
        return make_representative(decision.voices[0].partner)


@pytest.fixture
def runner(decision):
    with unit_of_work():
        return make_coordinator(decision.team)


def kinds(user, decision, role=Role.MEMBER):
    """What waits for a person."""
    return [one.kind for one in to_do.waits_of(user, decision.team, role, ON).on_person]


def test_a_voice_without_an_answer_waits_for_who_speaks_for_it(decision, speaker):
    (found,) = to_do.waits_of(speaker, decision.team, Role.MEMBER, ON).on_person
    assert (found.kind, found.voice, found.due_on) == (
        Kind.POSITION,
        decision.voices[0],
        ON + dt.timedelta(days=5),
    )


def test_nothing_waits_once_the_position_is_given(decision, speaker):
    with unit_of_work():
        say(decision.voices[0], at(2))
    assert kinds(speaker, decision) == []


def test_a_voice_that_is_with_its_board_is_not_awaited_before_the_boards_day(decision, runner):
    until = ON + dt.timedelta(days=9)
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=until))
    (found,) = to_do.waits_of(runner, decision.team, Role.COORDINATOR, ON).on_others
    assert found.due_on == until


def test_nothing_waits_while_the_board_has_still_to_say(decision, speaker):
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=ON))
    assert kinds(speaker, decision) == []


def test_a_relayed_position_waits_to_be_confirmed(decision, speaker):
    with unit_of_work():
        positions.relay_position(
            decision.voices[0],
            at(2),
            channel=Channel.PHONE,
            said_by="Ida",
            said_on=ON,
            seen=0,
            **by_coordinator(decision.team),
        )
    assert kinds(speaker, decision) == [Kind.CONFIRMATION]


def test_who_runs_a_decision_sees_for_whom_it_waits(decision, runner):
    with unit_of_work():
        say(decision.voices[0], at(2))
    (found,) = to_do.waits_of(runner, decision.team, Role.COORDINATOR, ON).on_others
    assert list(found.names) == [voice.name for voice in decision.voices[1:]]


def test_a_round_in_which_all_have_spoken_waits_to_be_closed(decision, runner):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
    assert kinds(runner, decision, Role.COORDINATOR) == [Kind.CLOSING]


def test_a_consensus_waits_to_be_recorded(decision, runner):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    assert kinds(runner, decision, Role.COORDINATOR) == [Kind.RECORDING]


def test_a_round_without_consensus_waits_for_the_next_step(decision, runner):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    assert kinds(runner, decision, Role.COORDINATOR) == [Kind.NEXT_STEP]


def test_a_decision_that_one_may_not_read_waits_for_nothing_of_theirs(decision, runner):
    with unit_of_work():
        open_one(decision.team, audience=Audience.ROLL)
    waits = to_do.waits_of(runner, decision.team, Role.COORDINATOR, ON).on_others
    assert [one.decision for one in waits] == [decision]


def test_what_follows_from_a_decision_that_one_may_not_read_waits_on_no_home_page(decision):
    with unit_of_work():
        first, _second, third = (voice.partner for voice in decision.voices)
        users = make_representative(first), make_representative(third)
        possible = rolls.possible_roll(decision.team, None, RollKind.ORGANIZATION, on=ON)
        secret = open_one(decision.team, audience=Audience.ROLL, roll=possible.candidates[:2])
        say_all(secret, at(1), at(1))
        close(secret)
        tasks = [decisions.TaskLine(one.name, "Tell them", partner_id=one.id) for one in (first, third)]
        resolutions.record_decision(
            secret, text="So be it", decided_on=ON, tasks=tasks, **by_coordinator(secret.team)
        )
    assert [Kind.CARRYING_OUT in kinds(user, decision) for user in users] == [True, False]
