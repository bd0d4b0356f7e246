"""Two who act at once in a decision, on both databases: one wins, the other is told, nothing is lost."""

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.rules.decisions import Ballot
from registry.decisions.services import decisions, positions, votes
from registry.documents.rules.provisions import PassRule
from registry.partners.queries.representatives import all_representatives
from registry.partners.services import representatives
from registry.teams.models import Team
from registry.teams.services import memberships
from tests.acts import act_of
from tests.decisions.builders import ON, at, by_speaker, close, make_partners, open_one, say, say_all
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    by_coordinator,
    make_coordinator,
    make_representative,
    make_team,
)

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
        *[
            lambda: decisions.open_round(
                again(decision_id), question="Again?", **by_coordinator(again(decision_id).team)
            )
        ]
        * 2,
    )
    assert (len(told), len(decision.rounds)) == (1, 2)


def test_who_stops_coordinating_while_they_close_a_round_did_it_before_or_is_refused(decision, at_once):
    with unit_of_work():
        say_all(decision, at(1), at(2))
        leaving = make_coordinator(decision.team)
    team_id, decision_id, by = decision.team_id, decision.id, act_of(leaving, NOW)
    user_id = leaving.id
    told = at_once(
        team_id,
        lambda: decisions.close_round(again(decision_id), seen=2, act=by),
        lambda: memberships.end_role(db.session.get_one(Team, team_id), user_id, **WHO_AND_WHEN),
    )
    assert told in ([], ["There is no such decision."])
    assert (decision.present_round.closing is None) is bool(told)


def test_who_stops_speaking_for_a_voice_while_they_state_its_position_did_it_before_or_is_refused(
    decision, at_once
):
    voice_id, partner_id = decision.voices[0].id, decision.voices[0].partner_id
    with unit_of_work():
        by = act_of(make_representative(decision.voices[0].partner), NOW)

    def end():
        [representative] = all_representatives(partner_id)
        representatives.end_representative(representative, on=ON, **WHO_AND_WHEN)

    told = at_once(
        decision.team_id,
        lambda: positions.state_position(db.session.get_one(Voice, voice_id), at(1), seen=0, act=by),
        end,
    )
    assert told in ([], ["You do not speak for this voice."])
    assert len(decision.present_round.positions) == 1 - len(told)


def test_of_two_ballots_for_a_voice_one_stands_and_the_other_is_told(decision, at_once):
    with unit_of_work():
        say_all(decision, at(1), at(6, reason="No"))
        close(decision)
        votes.open_vote(
            decision, efforts="Talks", pass_rule=PassRule.MAJORITY_CAST, **by_coordinator(decision.team)
        )
    voice_id = decision.voices[0].id

    def cast(ballot):
        return lambda: votes.cast_ballot(
            db.session.get_one(Voice, voice_id),
            ballot,
            seen=0,
            **by_speaker(db.session.get_one(Voice, voice_id)),
        )

    told = at_once(decision.team_id, cast(Ballot.FOR), cast(Ballot.AGAINST))
    assert (told, len(decision.vote.ballots)) == ([MEANWHILE], 1)
