"""What waits for whom in decisions."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries import rolls, to_do
from registry.decisions.rules import decisions
from registry.decisions.rules.decisions import Audience, Channel, Given, Mark, RollKind
from registry.decisions.services import positions, resolutions
from registry.security.permissions import Role
from registry.teams.hooks import Line
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


def asked(user, decision, role=Role.MEMBER):
    """What waits for a person, without the voice it is asked of."""
    lines = to_do.lines(user, decision.team, role, ON)
    return [line.title.partition(" · ")[0] for line in lines if not line.others]


def awaited(user, decision):
    """For whom a coordinator waits."""
    return [line for line in to_do.lines(user, decision.team, Role.COORDINATOR, ON) if line.others]


def test_a_voice_without_an_answer_waits_for_who_speaks_for_it(decision, speaker):
    voice = decision.voices[0]
    (found,) = to_do.lines(speaker, decision.team, Role.MEMBER, ON)
    assert found == Line(
        f"A position is asked for · {voice.name}",
        decision.title,
        "rounds.position",
        {"team": decision.team.slug, "decision_id": decision.id, "voice_id": voice.id},
        ON + dt.timedelta(days=5),
    )


def test_nothing_waits_once_the_position_is_given(decision, speaker):
    with unit_of_work():
        say(decision.voices[0], at(2))
    assert asked(speaker, decision) == []


def test_a_voice_that_is_with_its_board_is_not_awaited_before_the_boards_day(decision, runner):
    until = ON + dt.timedelta(days=9)
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=until))
    (found,) = awaited(runner, decision)
    assert found.due_on == until


def test_nothing_waits_while_the_board_has_still_to_say(decision, speaker):
    with unit_of_work():
        say(decision.voices[0], Given(Mark.PENDING, until=ON))
    assert asked(speaker, decision) == []


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
    assert asked(speaker, decision) == ["A position was entered for you: confirm or replace it"]


def test_who_runs_a_decision_sees_for_whom_it_waits(decision, runner):
    with unit_of_work():
        say(decision.voices[0], at(2))
    (found,) = awaited(runner, decision)
    assert list(found.others) == [voice.name for voice in decision.voices[1:]]


def test_a_round_in_which_all_have_spoken_waits_to_be_closed(decision, runner):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
    assert asked(runner, decision, Role.COORDINATOR) == ["All have answered: close the round"]


def test_a_consensus_waits_to_be_recorded(decision, runner):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    assert asked(runner, decision, Role.COORDINATOR) == ["Record what was decided"]


def test_a_round_without_consensus_waits_for_the_next_step(decision, runner):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(6, reason="No"))
        close(decision)
    assert asked(runner, decision, Role.COORDINATOR) == ["No consensus: open the next round or a vote"]


def test_a_decision_that_one_may_not_read_waits_for_nothing_of_theirs(decision, runner):
    with unit_of_work():
        open_one(decision.team, audience=Audience.ROLL)
    assert [line.values["decision_id"] for line in awaited(runner, decision)] == [decision.id]


def test_what_follows_from_a_decision_that_one_may_not_read_waits_on_no_home_page(decision):
    with unit_of_work():
        first, _second, third = (voice.partner for voice in decision.voices)
        users = make_representative(first), make_representative(third)
        possible = rolls.possible_roll(decision.team, None, RollKind.ORGANIZATION, on=ON)
        secret = open_one(decision.team, audience=Audience.ROLL, roll=possible.candidates[:2])
        say_all(secret, at(1), at(1))
        close(secret)
        actions = [
            decisions.PlannedAction(one.name, "Tell them", partner_id=one.id) for one in (first, third)
        ]
        resolutions.record_decision(
            secret, text="So be it", decided_on=ON, actions=actions, **by_coordinator(secret.team)
        )
    assert ["To carry out: Tell them" in asked(user, decision) for user in users] == [True, False]
