"""What waits for a person in decisions, and for whom those that they run wait."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.accounts.models import User
from registry.decisions import access
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.models.resolutions import CarryingOut
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries.decisions import VoiceSaid, needs_confirming
from registry.decisions.rules.consensus import is_waiting
from registry.decisions.rules.decisions import Mark, State
from registry.errors import N_
from registry.labels import Labelled
from registry.security.permissions import Role
from registry.teams.models import Team


class Kind(Labelled):
    """What a decision waits for from a person."""

    POSITION = "position", N_("A position is asked for")
    CONFIRMATION = "confirmation", N_("A position was entered for you: confirm or replace it")
    BALLOT = "ballot", N_("A vote is asked for")
    CLOSING = "closing", N_("All have answered: close the round")
    NEXT_STEP = "next_step", N_("No consensus: open the next round or a vote")
    RECORDING = "recording", N_("Record what was decided")
    CARRYING_OUT = "carrying_out", N_("To carry out: %(task)s")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person."""

    kind: Kind
    decision: Decision
    voice: Voice | None = None
    task: CarryingOut | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True)
class WaitingFor:
    """A decision that waits for others, by name."""

    decision: Decision
    names: Sequence[str]
    due_on: dt.date | None = None


@dataclass(frozen=True)
class Waits:
    """What waits for a person, and for whom the person waits."""

    on_person: Sequence[Waiting]
    on_others: Sequence[WaitingFor]


def waits_of(user: User, team: Team, role: Role, on: dt.date) -> Waits:
    """What a person is to do in decisions (speak for a voice, take one on its way, carry one out), and the
    voices that those they run still wait for: in a fixed number of queries, however many are open.
    """
    mandate = access.mandate_of(user, team.id, on)
    decisions = decision_queries.open_decisions(team.id, user_id=user.id, on=on)
    run = [one for one in decisions if role is Role.COORDINATOR or mandate.chairs(one.committee_id)]
    theirs = [one for decision in decisions for one in _of(decision, mandate, decision in run, on)]
    awaited = [(decision, _awaited(decision, on)) for decision in run]
    return Waits(
        [*theirs, *_to_carry_out(mandate, on)],
        [WaitingFor(one, names, _awaited_by(one, on)) for one, names in awaited if names],
    )


def _of(decision: Decision, mandate: access.Mandate, runs: bool, on: dt.date) -> list[Waiting]:
    theirs = mandate.voices(decision)
    if decision.state is State.IN_ROUND:
        own = [one for one in decision_queries.said_in(decision.present_round) if one.voice.id in theirs]
        found = [waiting for one in own if (waiting := _for_voice(decision, one, on)) is not None]
        return [*found, *([Waiting(Kind.CLOSING, decision)] if runs and not _awaited(decision, on) else [])]
    if decision.state is State.IN_VOTE and decision.vote is not None:
        cast = decision_queries.ballots_by_voice(decision.vote)
        mute = [one for one in decision.counted_voices if one.id in theirs and one.id not in cast]
        return [Waiting(Kind.BALLOT, decision, voice) for voice in mute]
    if not runs:
        return []
    is_decided = decision.state in (State.CONSENSUS, State.VOTED)
    return [Waiting(Kind.RECORDING if is_decided else Kind.NEXT_STEP, decision)]


def _for_voice(decision: Decision, one: VoiceSaid, on: dt.date) -> Waiting | None:
    due_on = decision.present_round.closes_on
    if one.position is not None and needs_confirming(one.position):
        return Waiting(Kind.CONFIRMATION, decision, one.voice, due_on=due_on)
    if one.given.mark is Mark.PENDING and is_waiting(one.given, on):
        return None
    if one.given.mark in (Mark.NO_ANSWER, Mark.PENDING):
        return Waiting(Kind.POSITION, decision, one.voice, due_on=due_on)
    return None


def _awaited(decision: Decision, on: dt.date) -> list[str]:
    """The counted voices that a decision still waits for, by name."""
    if decision.state is State.IN_VOTE and decision.vote is not None:
        cast = decision_queries.ballots_by_voice(decision.vote)
        return [voice.name for voice in decision.counted_voices if voice.id not in cast]
    if decision.state is not State.IN_ROUND:
        return []
    result = decision_queries.result_on(decision.present_round, on)
    return [said.name for said in (*result.pending, *result.silent)]


def _awaited_by(decision: Decision, on: dt.date) -> dt.date | None:
    """The day by which the voices are awaited: the round's, or a later one that a board was given."""
    present = decision.present_round
    if present.closes_on is None or decision.state is not State.IN_ROUND:
        return present.closes_on
    boards = [
        said.given.until for said in decision_queries.result_on(present, on).pending if said.given.until
    ]
    return max([present.closes_on, *boards])


def _to_carry_out(mandate: access.Mandate, on: dt.date) -> list[Waiting]:
    return [
        Waiting(Kind.CARRYING_OUT, task.resolution.decision, task=task, due_on=task.due_on)
        for task in decision_queries.carried_out_by_any(mandate.partner_ids, reader=(mandate.user.id, on))
    ]
