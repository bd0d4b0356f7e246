"""What decisions wait for from somebody who leaves: answers and tasks, counted apart."""

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.rules import decisions
from registry.decisions.services import offboarding, resolutions
from tests.decisions.builders import ON, at, close, make_partners, open_one, say_all
from tests.factories import by_coordinator, make_representative, make_team


@pytest.fixture
def team(session):
    """A team with a voice in its decisions."""
    with unit_of_work():
        team = make_team()
        make_partners(team, 1)
    return team


@pytest.fixture
def speaker(team):
    """Speaks for the voice."""
    with unit_of_work():
        return make_representative(open_one(team).voices[0].partner)


def told(team, user):
    """What is said of what waits for somebody, and whether it can end with their role."""
    return [(one.words, one.end) for one in offboarding.holdings(team.id, user.id, ON)]


def test_a_position_that_is_asked_is_told(team, speaker):
    assert told(team, speaker) == [("One position or vote is asked of them", None)]


def test_several_are_counted(team, speaker):
    with unit_of_work():
        open_one(team)
    assert told(team, speaker) == [("2 positions or votes are asked of them", None)]


def test_what_they_are_to_carry_out_is_told_apart(team, speaker):
    with unit_of_work():
        decision = open_one(team)
        say_all(decision, at(1))
        close(decision)
        partner = decision.voices[0].partner
        action = decisions.PlannedAction(partner.name, "Tell them", partner_id=partner.id)
        resolutions.record_decision(
            decision, text="So be it", decided_on=ON, actions=[action], **by_coordinator(team)
        )
    assert told(team, speaker) == [
        ("One position or vote is asked of them", None),
        ("One decision to carry out", None),
    ]


def test_nothing_is_told_of_who_speaks_for_nobody(team):
    with unit_of_work():
        elsewhere = make_representative(make_partners(make_team(), 1)[0])
    assert told(team, elsewhere) == []
