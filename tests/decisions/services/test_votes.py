"""Votes: when they may be held, when they pass, and when they are held again, on both databases."""

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.rules.decisions import Ballot, Outcome, State, VoteResult
from registry.decisions.services import decisions, resolutions, votes
from registry.documents.rules.provisions import PassRule
from registry.errors import InvalidInput, RuleBroken
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.decisions.builders import ON, at, by_speaker, close, open_one, say_all
from tests.factories import by_coordinator, make_partner

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def blocked(decision):
    with unit_of_work():
        say_all(decision, at(1), at(2), at(6, reason="No"))
        close(decision)
    return decision


def test_a_vote_needs_efforts_that_are_told(blocked):
    with unit_of_work(), pytest.raises(RuleBroken) as refused:
        votes.open_vote(blocked, efforts="", pass_rule=PassRule.MAJORITY_CAST, **by_coordinator(blocked.team))
    assert refused.value.field == "efforts"


def test_a_vote_has_no_default_for_when_it_passes(blocked):
    with unit_of_work(), pytest.raises(InvalidInput) as refused:
        votes.open_vote(blocked, efforts="Two talks", pass_rule=None, **by_coordinator(blocked.team))
    assert refused.value.field == "pass_rule"


def test_a_vote_cannot_open_while_a_round_is(decision):
    with unit_of_work(), pytest.raises(RuleBroken, match="only after a closed round"):
        votes.open_vote(
            decision, efforts="None", pass_rule=PassRule.MAJORITY_CAST, **by_coordinator(decision.team)
        )


def vote(decision, *ballots):
    """Vote for each voice in turn, and close."""
    votes.open_vote(
        decision, efforts="Two talks", pass_rule=PassRule.TWO_THIRDS_ROLL, **by_coordinator(decision.team)
    )
    for voice, ballot in zip(decision.voices, ballots, strict=True):
        votes.cast_ballot(voice, ballot, seen=0, **by_speaker(voice))
    votes.close_vote(decision, seen=len(decision.vote.ballots), **by_coordinator(decision.team))


@pytest.mark.parametrize(
    ("second", "outcome"), [(Ballot.FOR, Outcome.ADOPTED), (Ballot.ABSTAINS, Outcome.REJECTED)]
)
def test_a_vote_decides_by_the_rule_it_opened_with(blocked, second, outcome):
    with unit_of_work():
        vote(blocked, Ballot.FOR, second, Ballot.AGAINST)
        resolution = resolutions.record_decision(
            blocked, text="So it is.", decided_on=ON, **by_coordinator(blocked.team)
        )
    assert resolution.outcome is outcome


def open_vote(decision):
    return votes.open_vote(
        decision, efforts="Two talks", pass_rule=PassRule.MAJORITY_CAST, **by_coordinator(decision.team)
    )


def test_a_vote_without_a_ballot_is_not_held_and_says_nothing_against(blocked):
    with unit_of_work():
        open_vote(blocked)
        vote = votes.close_vote(blocked, seen=0, **by_coordinator(blocked.team))
    assert (vote.result, vote.has_passed, blocked.state) == (VoteResult.NOT_HELD, None, State.NOT_HELD)
    with unit_of_work(), pytest.raises(RuleBroken, match="nothing to record"):
        resolutions.record_decision(blocked, text="Refused.", decided_on=ON, **by_coordinator(blocked.team))


@pytest.mark.parametrize(
    ("ballots", "result"),
    [
        ([Ballot.AGAINST], VoteResult.NOT_HELD),
        ([Ballot.FOR], VoteResult.NOT_HELD),
        ([Ballot.FOR, Ballot.ABSTAINS], VoteResult.PASSED),
        ([Ballot.AGAINST, Ballot.ABSTAINS], VoteResult.NOT_PASSED),
    ],
)
def test_a_vote_needs_ballots_of_more_than_half_of_the_roll_abstentions_among_them(blocked, ballots, result):
    with unit_of_work():
        open_vote(blocked)
        cast = dict(zip([voice.id for voice in blocked.voices], ballots, strict=False))
        votes.enter_ballots(blocked, cast, seen=0, **by_coordinator(blocked.team))
        vote = votes.close_vote(blocked, seen=len(ballots), **by_coordinator(blocked.team))
    assert (vote.quorum, vote.result) == (2, result)


def test_a_vote_that_was_not_held_is_held_again_and_stays_to_be_seen(blocked):
    with unit_of_work():
        open_vote(blocked)
        votes.close_vote(blocked, seen=0, **by_coordinator(blocked.team))
        open_vote(blocked)
        votes.enter_ballots(
            blocked,
            {voice.id: Ballot.FOR for voice in blocked.voices},
            seen=0,
            **by_coordinator(blocked.team),
        )
        votes.close_vote(blocked, seen=3, **by_coordinator(blocked.team))
    assert [each.vote.result for each in decision_queries.held(blocked)] == [
        VoteResult.PASSED,
        VoteResult.NOT_HELD,
    ]
    assert blocked.state is State.VOTED


def test_a_round_that_follows_a_vote_can_lead_to_another_vote(blocked):
    with unit_of_work():
        vote(blocked, Ballot.AGAINST, Ballot.AGAINST, Ballot.AGAINST)
        decisions.open_round(blocked, question="And with one line?", **by_coordinator(blocked.team))
        assert decision_queries.present_vote(blocked) is None
        say_all(blocked, at(1), at(2), at(6, reason="No"))
        close(blocked)
        again = open_vote(blocked)
    assert (decision_queries.present_vote(blocked), len(blocked.votes)) == (again, 2)


def test_no_vote_is_closed_twice(blocked):
    with unit_of_work():
        open_vote(blocked)
        votes.close_vote(blocked, seen=0, **by_coordinator(blocked.team))
    with unit_of_work(), pytest.raises(RuleBroken, match="no open vote"):
        votes.close_vote(blocked, seen=0, **by_coordinator(blocked.team))


def test_a_voice_heard_apart_does_not_vote(team):
    with unit_of_work():
        apart = make_partner(team, "Apart", tier=Tier.ASSOCIATE, status=Status.PARTNER)
        decision = open_one(team)
        voice = next(voice for voice in decision.voices if voice.partner_id == apart.id)
        say_all(decision, at(6, reason="No"), *[at(1)] * 3)
        close(decision)
        votes.open_vote(
            decision, efforts="Talks", pass_rule=PassRule.MAJORITY_CAST, **by_coordinator(decision.team)
        )
    with unit_of_work(), pytest.raises(RuleBroken, match="does not vote"):
        votes.cast_ballot(voice, Ballot.FOR, seen=0, **by_speaker(voice))
