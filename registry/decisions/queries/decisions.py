"""Finds decisions, limited to those the reader may read, and the positions of rounds."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from registry.database.queries import keysets
from registry.database.queries.belongings import Belongings
from registry.database.queries.keysets import Page
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.decisions.access import may_read
from registry.decisions.models.decisions import DecidingRules, Decision, Voice
from registry.decisions.models.resolutions import Action, Resolution
from registry.decisions.models.rounds import Position, Round
from registry.decisions.models.votes import RecordedVote, VoiceBallot
from registry.decisions.rules.consensus import Result, Said, Terms, result_of
from registry.decisions.rules.decisions import (
    ENDED,
    RELAYED,
    Ballot,
    Channel,
    Given,
    Mark,
    State,
    VoteResult,
    late_after,
    vote_result,
)
from registry.documents import hooks
from registry.documents.queries import sections
from registry.documents.queries.signers import Bound, bound_by
from registry.documents.rules.figures import CitedSection
from registry.documents.rules.provisions import PassRule, ProvisionKind, Value
from registry.errors import N_, NotFound
from registry.jobs.troubles import Due
from registry.teams.rules import Tier


def needs_confirming(position: Position) -> bool:
    """Whether a position was relayed and not yet confirmed by its voice."""
    return position.channel in RELAYED


#: Decisions on one page.
PAGE = 25

_VOICES = Belongings(Decision.all_voices)
_POSITIONS = Belongings(Round.positions)
_BALLOTS = Belongings(RecordedVote.ballots)

_NO_ANSWER = Given(Mark.NO_ANSWER)


@dataclass(frozen=True)
class VoiceSaid:
    """A voice with its present position in a round, and its earlier ones."""

    voice: Voice
    position: Position | None
    earlier: Sequence[Position]

    @property
    def given(self) -> Given:
        """The present position, for the rules; no answer when there is none."""
        return self.position.given if self.position else _NO_ANSWER

    @property
    def late_after(self) -> dt.date | None:
        """The day by which its position was expected, when it came later; None when it came in time or no day
        was set. Positions given in a meeting count as of the meeting; a confirmation counts as of the relayed
        position.
        """
        position = self.position
        if position is None or position.channel is Channel.MEETING:
            return None
        relayed = (one.said_on for one in self.earlier if one.id == position.confirms_id)
        boards = [one.until for one in self.earlier if one.until is not None]
        return late_after(
            next(relayed, position.said_on),
            closes_on=position.round.closes_on,
            board_until=max(boards, default=None),
        )

    @property
    def said(self) -> Said:
        """The voice and its position, for the rules that compute the result."""
        return Said(self.voice.id, self.voice.name, self.voice.is_counted, self.given)


def decision_of(team_id: int, decision_id: int, *, user_id: int, on: dt.date) -> Decision:
    """A decision that this person may read, with everything its page shows; raises `NotFound`."""
    return _only(_with_all(_readable(team_id, decision_id, user_id, on)))


@composed_once
def _readable(team_id: int, decision_id: int, user_id: int, on: dt.date) -> sa.Select[Decision]:
    return (
        sa.select(Decision)
        .where(Decision.team_id == team_id, Decision.id == decision_id, may_read(user_id, on))
        .options(*_beside())
    )


def decision_by_id(decision_id: int) -> Decision:
    """A decision with everything its record and messages show, for any reader."""
    query = sa.select(Decision).where(Decision.id == decision_id).options(*_beside())
    return _only(_with_all(db.session.execute(query)))


def _only(decisions: Sequence[Decision]) -> Decision:
    if not decisions:
        raise NotFound(N_("There is no such decision."))
    return decisions[0]


def _with_all(found: sa.Result[Decision]) -> list[Decision]:
    """Decisions with everything in them, and that loaded for all of them at once."""
    decisions = list(found.scalars().unique())
    _VOICES.of(decisions)
    _POSITIONS.of([each for decision in decisions for each in decision.rounds])
    _BALLOTS.of([vote for decision in decisions for vote in decision.votes])
    return decisions


def _beside() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    """Loader options: what a decision has few of is loaded with it."""
    return (
        joinedload(Decision.team),
        joinedload(Decision.committee),
        joinedload(Decision.resolution),
        joinedload(Decision.votes),
        joinedload(Decision.rounds).joinedload(Round.closing),
    )


def decisions_page(
    team_id: int,
    *,
    user_id: int,
    on: dt.date,
    open_only: bool = False,
    committee_id: int | None = None,
    after: int | None = None,
) -> Page[Decision]:
    """A page of the decisions that a person may read, the newest first."""
    query = (
        sa.select(Decision)
        .where(Decision.team_id == team_id, may_read(user_id, on))
        .options(joinedload(Decision.committee), joinedload(Decision.resolution))
    )
    if open_only:
        query = query.where(Decision.state.not_in([state.value for state in ENDED]))
    if committee_id is not None:
        query = query.where(Decision.committee_id == committee_id)
    return keysets.page(query, Decision.id, after, PAGE, descending=True)


def any_to_do(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a team has an open decision, or has decided that somebody carries something out."""
    is_open = Decision.state.not_in([state.value for state in ENDED])
    has_actions = (
        sa.select(Action.id)
        .join(Resolution, Resolution.id == Action.resolution_id)
        .where(Resolution.decision_id == Decision.id)
        .exists()
    )
    return sa.select(Decision.id).where(Decision.team_id == team_id, is_open | has_actions).exists()


def open_decisions(team_id: int, *, user_id: int, on: dt.date) -> list[Decision]:
    """The open decisions a person may read, with everything in them."""
    return _with_all(_open(team_id, user_id, on))


@composed_once
def _open(team_id: int, user_id: int, on: dt.date) -> sa.Select[Decision]:
    return (
        sa.select(Decision)
        .where(Decision.team_id == team_id, Decision.state.not_in([state.value for state in ENDED]))
        .where(may_read(user_id, on))
        .options(*_beside())
        .order_by(Decision.id)
    )


def said_in(present: Round) -> list[VoiceSaid]:
    """The present position of each voice in a round, in roll order."""
    by_voice: dict[int, list[Position]] = {}
    for position in sorted(present.positions, key=lambda voice_said: voice_said.number):
        by_voice.setdefault(position.voice_id, []).append(position)
    roll = present.decision.voices_at(_closed_at(present))
    return [_said(voice, by_voice.get(voice.id, [])) for voice in roll]


def terms_of(present: Round) -> Terms:
    """The terms fixed at the decision's opening; the quorum is the one when the round closed."""
    decision = present.decision
    return Terms(decision.scale, decision.threshold, decision.quorum_at(_closed_at(present)))


def _closed_at(present: Round) -> dt.datetime | None:
    return present.closing.closed_at if present.closing else None


def result_on(present: Round, on: dt.date) -> Result:
    """The result of a round on a day; for a closed round, on the day it was closed."""
    day = present.closing.closed_on if present.closing else on
    return result_of([voice_said.said for voice_said in said_in(present)], terms_of(present), on=day)


def voice_of(decision: Decision, voice_id: int) -> Voice:
    """A voice of a decision's roll; raises `NotFound`."""
    found = next((voice for voice in decision.voices if voice.id == voice_id), None)
    if found is None:
        raise NotFound(N_("There is no such voice on this roll."))
    return found


def open_for_partner(partner_id: int) -> list[Decision]:
    """Open decisions in which an organization has a voice, for a hand-over list."""
    query = (
        sa.select(Decision)
        .where(Decision.state.not_in([state.value for state in ENDED]))
        .where(
            sa.select(Voice.id)
            .where(Voice.decision_id == Decision.id, Voice.partner_id == partner_id)
            .exists()
        )
        .order_by(Decision.id)
    )
    return list(db.session.scalars(query))


def actions_of(partner_id: int) -> list[Action]:
    """What an organization still has to carry out, for a hand-over list."""
    return actions_of_any([partner_id])


def actions_of_any(
    partner_ids: Collection[int], *, reader: tuple[int, dt.date] | None = None
) -> list[Action]:
    """What some organizations still have to carry out, soonest due first.

    With a `reader` (an account and a day), only actions of decisions that this account may read.
    """
    if not partner_ids:
        return []
    user_id, on = reader or (None, None)
    return [one for one in _actions(partner_ids, user_id, on).scalars() if one.done_on is None]


@composed_once
def _actions(partner_ids: Collection[int], user_id: int | None, on: dt.date | None) -> sa.Select[Action]:
    query = (
        sa.select(Action)
        .where(Action.partner_id.in_(partner_ids))
        .options(
            joinedload(Action.resolution).joinedload(Resolution.decision),
            selectinload(Action.notes),
        )
        .order_by(Action.due_on, Action.id)
    )
    if user_id is None or on is None:
        return query
    return query.where(Action.resolution.has(Resolution.decision.has(may_read(user_id, on))))


def rounds_with_a_day() -> list[Due]:
    """The rounds of all teams with a due day, for the worker."""
    query = (
        sa.select(Round.id, Decision.id, Decision.team_id)
        .join(Decision, Decision.id == Round.decision_id)
        .where(Decision.state == State.IN_ROUND.value, ~Round.closing.has(), Round.closes_on.is_not(None))
        .order_by(Round.id)
    )
    rows = db.session.execute(query)
    return [Due(number, f"decision:{decision_id}", team_id) for number, decision_id, team_id in rows]


def _said(voice: Voice, positions: Sequence[Position]) -> VoiceSaid:
    return VoiceSaid(voice, positions[-1] if positions else None, positions[:-1])


@hooks.tells_settings(
    ProvisionKind.SCALE, ProvisionKind.THRESHOLD, ProvisionKind.VOICES, ProvisionKind.PASS_RULE
)
def settings_of(team_id: int) -> dict[ProvisionKind, Value]:
    """How a team had set that it decides: it runs where no agreement says anything else."""
    rules = db.session.get(DecidingRules, team_id)
    if rules is None:
        return {}
    return {
        ProvisionKind.SCALE: rules.scale,
        ProvisionKind.THRESHOLD: rules.threshold,
        ProvisionKind.VOICES: {tier: rules.tier_voice(tier) for tier in Tier},
        ProvisionKind.PASS_RULE: PassRule(rules.pass_rule) if rules.pass_rule else None,
    }


@dataclass(frozen=True)
class Tally:
    """The counted ballots of a vote; its roll consists of all counted voices."""

    in_favour: int
    against: int
    abstaining: int
    roll: int
    #: The number of ballots that the vote needs.
    quorum: int
    #: The result if the vote were closed with these ballots.
    result: VoteResult

    @property
    def cast(self) -> int:
        """The number of ballots, including abstentions."""
        return self.in_favour + self.against + self.abstaining

    @property
    def silent(self) -> int:
        """The number of counted voices without a ballot."""
        return self.roll - self.cast


def tally(vote: RecordedVote) -> Tally:
    """Count the ballots, the latest of each voice."""
    voices = [voice.id for voice in counted_in(vote)]
    standing = [ballot for voice, ballot in standing_of_vote(vote).items() if voice in voices]
    in_favour, against = standing.count(Ballot.FOR), standing.count(Ballot.AGAINST)
    abstaining, roll = standing.count(Ballot.ABSTAINS), len(voices)
    return Tally(
        in_favour=in_favour,
        against=against,
        abstaining=abstaining,
        roll=roll,
        quorum=vote.quorum,
        result=vote_result(
            vote.pass_rule,
            in_favour=in_favour,
            against=against,
            abstaining=abstaining,
            roll=roll,
            quorum=vote.quorum,
        ),
    )


def counted_in(vote: RecordedVote) -> list[Voice]:
    """The voices that have a ballot in a vote."""
    return [voice for voice in vote.decision.voices_at(vote.closed_at) if voice.is_counted]


def ballots_by_voice(vote: RecordedVote) -> dict[int, VoiceBallot]:
    """The latest ballot of each voice."""
    return {cast.voice_id: cast for cast in sorted(vote.ballots, key=lambda ballot: ballot.number)}


def standing_of_vote(vote: RecordedVote) -> dict[int, Ballot]:
    return {voice_id: cast.ballot for voice_id, cast in ballots_by_voice(vote).items()}


@dataclass(frozen=True)
class VoteShown:
    """A vote with its count and the latest ballot of each voice."""

    vote: RecordedVote
    tally: Tally
    voices: Sequence[Voice]
    ballots: Mapping[int, VoiceBallot]


def present_vote(decision: Decision) -> RecordedVote | None:
    """The latest vote about the present round; votes before that round no longer apply."""
    vote = decision.vote
    return vote if vote is not None and vote.round_id == decision.present_round.id else None


def held(decision: Decision) -> list[VoteShown]:
    """All votes of a decision for display, newest first."""
    return [
        VoteShown(vote, tally(vote), counted_in(vote), ballots_by_voice(vote))
        for vote in reversed(decision.votes)
    ]


def bound_of(decision: Decision) -> Bound | None:
    """Which voices' organizations had signed the version of its provisions on the day it was opened."""
    named = [(voice.name, voice.organization_id) for voice in decision.voices]
    return bound_by(decision.version_id, named, decision.opened_on)


def rests_on(decision: Decision) -> CitedSection | None:
    """The section of an agreement that it rests on."""
    return sections.section_of(decision.rests_on, decision.rests_on_key) if decision.rests_on else None
