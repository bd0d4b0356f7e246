"""Recorded votes: only at an impasse, after described efforts, with an openly chosen pass rule."""

from collections.abc import Mapping

from registry.audit.services import events
from registry.database.revisions import check_seen
from registry.database.session import db
from registry.decisions import access
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.models.votes import RecordedVote, VoiceBallot
from registry.decisions.queries.authority import authority_for
from registry.decisions.queries.decisions import standing_of_vote, tally
from registry.decisions.rules.decisions import (
    MOVES,
    Ballot,
    Channel,
    State,
    VoteResult,
    check_efforts,
    pass_rule_of,
)
from registry.decisions.rules.events import DecisionEvent
from registry.decisions.services.decisions import move
from registry.documents.rules.provisions import PassRule
from registry.errors import N_, RuleBroken
from registry.security.actors import Act


def open_vote(decision: Decision, *, efforts: str, pass_rule: PassRule | None, act: Act) -> RecordedVote:
    """Put the last round's question to a vote. Its pass rule and quorum are fixed before anybody votes; the
    rule is only chosen where the agreement leaves it open.
    """
    act = access.as_runner(decision, act)
    check_efforts(efforts)
    rule = pass_rule_of(decision.values.pass_rule, pass_rule)
    move(decision, State.IN_VOTE)
    vote = RecordedVote(
        decision=decision,
        round=decision.present_round,
        efforts=efforts.strip(),
        pass_rule=rule,
        quorum=decision.values.vote_quorum.of(len(decision.counted_voices)),
        opened_at=act.at,
    )
    vote.done_by(act.by)
    db.session.add(vote)
    db.session.flush()
    events.record(DecisionEvent.VOTE_OPENED, decision, act, rule=rule.value, quorum=vote.quorum)
    return vote


def cast_ballot(voice: Voice, ballot: Ballot, *, seen: int, act: Act) -> VoiceBallot:
    """Vote for a voice online; its earlier ballots stay visible.

    `seen` is the number of the ballot that the person saw, 0 for none.
    """
    act = access.as_speaker(voice, act)
    vote = _open_vote(voice.decision)
    if not voice.is_counted:
        raise RuleBroken(N_("This voice is heard apart; it does not vote."))
    check_seen(seen, _number(vote, voice))
    cast = _add(vote, voice, ballot, channel=Channel.ONLINE, act=act)
    events.record(DecisionEvent.BALLOT_GIVEN, voice.decision, act, voice=voice.id)
    return cast


def enter_ballots(decision: Decision, ballots: Mapping[int, Ballot], *, seen: int, act: Act) -> None:
    """Enter the ballots of a meeting, by voice. `seen` is the number of ballots the person saw."""
    act = access.as_runner(decision, act)
    vote = _open_vote(decision)
    check_seen(seen, len(vote.ballots))
    for voice in decision.counted_voices:
        if voice.id in ballots and standing_of_vote(vote).get(voice.id) is not ballots[voice.id]:
            _add(vote, voice, ballots[voice.id], channel=Channel.MEETING, act=act)
    events.record(DecisionEvent.BALLOT_GIVEN, decision, act, ballots=len(ballots))


def close_vote(decision: Decision, *, seen: int, act: Act) -> RecordedVote:
    """Close the vote; its result follows from the latest ballot of each voice.

    With fewer ballots than its quorum it counts as not held, and can be held again.
    """
    act = access.as_runner(decision, act)
    MOVES.check(decision.state, State.VOTED)
    vote = _open_vote(decision)
    check_seen(seen, len(vote.ballots))
    result = tally(vote).result
    move(decision, State.NOT_HELD if result is VoteResult.NOT_HELD else State.VOTED)
    vote.closed_at = act.at
    vote.has_passed = None if result is VoteResult.NOT_HELD else result is VoteResult.PASSED
    events.record(DecisionEvent.VOTE_CLOSED, decision, act, result=result.value)
    return vote


def _open_vote(decision: Decision) -> RecordedVote:
    if decision.state is not State.IN_VOTE or decision.vote is None:
        raise RuleBroken(N_("No vote is open now."))
    return decision.vote


def _number(vote: RecordedVote, voice: Voice) -> int:
    return max((cast.number for cast in vote.ballots if cast.voice_id == voice.id), default=0)


def _add(vote: RecordedVote, voice: Voice, ballot: Ballot, *, channel: Channel, act: Act) -> VoiceBallot:
    cast = VoiceBallot(
        vote=vote,
        voice=voice,
        number=_number(vote, voice) + 1,
        ballot=ballot,
        channel=channel,
        recorded_at=act.at,
        authority=authority_for(voice, act) if channel is Channel.ONLINE else {},
    )
    cast.done_by(act.by)
    db.session.add(cast)
    db.session.flush()
    return cast
