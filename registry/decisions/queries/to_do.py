"""Decisions that wait for a person, and the people that the person's own decisions wait for."""

import datetime as dt
from collections.abc import Sequence
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from registry.accounts.models import User
from registry.decisions import access
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.queries.decisions import VoiceSaid, needs_confirming
from registry.decisions.rules.consensus import is_waiting
from registry.decisions.rules.decisions import Mark, State
from registry.security.permissions import Role
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team

#: The pages on which a person answers for a voice, and the page of the decision.
POSITION, BALLOT, PAGE = "rounds.position", "decision_endings.ballot", "decisions.show"


@finds_lines(20, if_any=decision_queries.any_to_do)
def lines(user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """What a person must do in decisions (speak for a voice, lead a decision to its next step, carry one
    out), and the voices that the decisions they run still wait for. The number of queries does not grow with
    the number of decisions.
    """
    mandate = access.mandate_of(user, team.id, on)
    decisions = decision_queries.open_decisions(team.id, user_id=user.id, on=on)
    run = [one for one in decisions if role is Role.COORDINATOR or mandate.chairs(one.committee_id)]
    awaited = {one.id: _awaited(one, on) for one in run}
    theirs = [
        (*answers_asked(one, mandate, on), *(_next_step(one, awaited[one.id]) if one.id in awaited else ()))
        for one in decisions
    ]
    return [
        *chain.from_iterable(theirs),
        *to_carry_out(mandate, on),
        *[_waits_for(one, awaited[one.id], on) for one in run if awaited[one.id]],
    ]


def answers_asked(decision: Decision, mandate: access.Mandate, on: dt.date) -> list[Line]:
    """The positions and ballots that a decision requires of a person for their voices."""
    theirs = mandate.voices(decision)
    if decision.state is State.IN_ROUND:
        own = [one for one in decision_queries.said_in(decision.present_round) if one.voice.id in theirs]
        return [line for one in own if (line := _position(decision, one, on)) is not None]
    if decision.state is State.IN_VOTE and decision.vote is not None:
        cast = decision_queries.ballots_by_voice(decision.vote)
        mute = [one for one in decision.counted_voices if one.id in theirs and one.id not in cast]
        return [_for_voice(decision, voice, _("A vote is asked for"), BALLOT) for voice in mute]
    return []


def to_carry_out(mandate: access.Mandate, on: dt.date) -> list[Line]:
    """What a person's organizations must carry out."""
    return [
        Line(
            _("To carry out: %(task)s", task=action.text),
            action.resolution.decision.title,
            "decision_endings.follow_up",
            _page(action.resolution.decision) | {"task_id": action.id},
            action.due_on,
        )
        for action in decision_queries.actions_of_any(mandate.partner_ids, reader=(mandate.user.id, on))
    ]


def _position(decision: Decision, one: VoiceSaid, on: dt.date) -> Line | None:
    due_on = decision.present_round.closes_on
    if one.position is not None and needs_confirming(one.position):
        title = _("A position was entered for you: confirm or replace it")
        return Line(f"{title} · {one.voice.name}", decision.title, PAGE, _page(decision), due_on)
    if one.given.mark is Mark.PENDING and is_waiting(one.given, on):
        return None
    if one.given.mark in (Mark.NO_ANSWER, Mark.PENDING):
        return _for_voice(decision, one.voice, _("A position is asked for"), POSITION, due_on)
    return None


def _for_voice(
    decision: Decision, voice: Voice, title: str, endpoint: str, due_on: dt.date | None = None
) -> Line:
    values = _page(decision) | {"voice_id": voice.id}
    return Line(f"{title} · {voice.name}", decision.title, endpoint, values, due_on)


def _next_step(decision: Decision, awaited: Sequence[str]) -> list[Line]:
    """What the people who run a decision must do; empty while voices are awaited or a vote is open."""
    if awaited or decision.state is State.IN_VOTE:
        return []
    if decision.state is State.IN_ROUND:
        title, endpoint = _("All have answered: close the round"), "rounds.close"
    elif decision.state in (State.CONSENSUS, State.VOTED):
        title, endpoint = _("Record what was decided"), "decision_endings.record"
    else:
        title, endpoint = _("No consensus: open the next round or a vote"), PAGE
    return [Line(title, decision.title, endpoint, _page(decision))]


def _waits_for(decision: Decision, names: Sequence[str], on: dt.date) -> Line:
    return Line(decision.title, "", PAGE, _page(decision), _awaited_by(decision, on), others=names)


def _page(decision: Decision) -> dict[str, Any]:
    return {"team": decision.team.slug, "decision_id": decision.id}


def _awaited(decision: Decision, on: dt.date) -> list[str]:
    """The counted voices that a decision still waits for, by name."""
    if decision.state is State.IN_VOTE and decision.vote is not None:
        cast = decision_queries.ballots_by_voice(decision.vote)
        return [voice.name for voice in decision.counted_voices if voice.id not in cast]
    if decision.state is not State.IN_ROUND:
        return []
    result = decision_queries.result_on(decision.present_round, on)
    return [voice.name for voice in (*result.pending, *result.silent)]


def _awaited_by(decision: Decision, on: dt.date) -> dt.date | None:
    """The day by which the awaited voices should answer: the round's day, or a later one that a voice's board
    was given.
    """
    present = decision.present_round
    if present.closes_on is None or decision.state is not State.IN_ROUND:
        return present.closes_on
    boards = [
        voice.given.until for voice in decision_queries.result_on(present, on).pending if voice.given.until
    ]
    return max([present.closes_on, *boards])
