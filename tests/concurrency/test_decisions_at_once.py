"""Two who act at once in a decision, on both databases: one wins, the other is told, nothing is lost."""

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.rules.decisions import Ballot, PassRule
from registry.decisions.services import decisions, votes
from tests.decisions.builders import ACT, at, close, make_partners, open_one, say, say_all
from tests.factories import BY_AND_WHEN, make_team

MEANWHILE = (
    "Someone else changed this meanwhile; yours is not saved. Compare your text with theirs, then save again."
)

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.needs("decisions")]


@pytest.fixture
def decision(session):
    with unit_of_work():
        team = make_team()
        make_partners(team, 2)
        return open_one(team)


def again(decision_id):
    """The decision as the present thread reads it."""
    return db.session.get_one(Decision, decision_id)


def test_of_two_positions_for_a_voice_one_stands_and_the_other_is_told(decision, at_once):
    voice_id = decision.voices[0].id

    def state(level):
        return lambda: say(db.session.get_one(Voice, voice_id), at(level), seen=0)

    told = at_once(decision.team_id, state(1), state(4))
    assert [words.startswith("Somebody else gave a position") for words in told] == [True]
    assert len(decision.present_round.positions) == 1


def test_of_two_who_close_a_round_one_does_and_the_other_is_told(decision, at_once):
    with unit_of_work():
        say_all(decision, at(1), at(2))
    decision_id = decision.id
    told = at_once(decision.team_id, *[lambda: close(again(decision_id), seen=2)] * 2)
    assert told == ["This round is closed already."]
    assert decision.present_round.closing.is_consensus


def test_a_position_that_comes_while_the_round_closes_is_counted_or_told(decision, at_once):
    with unit_of_work():
        say_all(decision, at(1), at(2))
    decision_id, voice_id = decision.id, decision.voices[0].id
    told = at_once(
        decision.team_id,
        lambda: close(again(decision_id), seen=2),
        lambda: say(db.session.get_one(Voice, voice_id), at(6, reason="No"), seen=1),
    )
    assert len(told) == 1
    closing = decision.present_round.closing
    assert (closing is None) is (len(decision.present_round.positions) == 3)


def test_of_two_who_open_the_next_round_one_does(decision, at_once):
    with unit_of_work():
        say_all(decision, at(1), at(6, reason="No"))
        close(decision)
    decision_id = decision.id
    told = at_once(
        decision.team_id,
        *[lambda: decisions.open_round(again(decision_id), question="Again?", **ACT)] * 2,
    )
    assert (len(told), len(decision.rounds)) == (1, 2)


def test_of_two_ballots_for_a_voice_one_stands_and_the_other_is_told(decision, at_once):
    with unit_of_work():
        say_all(decision, at(1), at(6, reason="No"))
        close(decision)
        votes.open_vote(decision, efforts="Talks", pass_rule=PassRule.MAJORITY_CAST, **BY_AND_WHEN)
    voice_id = decision.voices[0].id

    def cast(ballot):
        return lambda: votes.cast_ballot(db.session.get_one(Voice, voice_id), ballot, seen=0, **BY_AND_WHEN)

    told = at_once(decision.team_id, cast(Ballot.FOR), cast(Ballot.AGAINST))
    assert (told, len(decision.vote.ballots)) == ([MEANWHILE], 1)
