"""Resolutions: recorded, carried out by somebody by a day, and followed up."""

import datetime as dt
from collections.abc import Sequence

from registry.audit.services import events
from registry.database.session import db
from registry.decisions import access, messages
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.models.resolutions import Action, FollowUp, Resolution
from registry.decisions.queries import decisions
from registry.decisions.rules.decisions import (
    MOVES,
    STANDS_ASIDE,
    TEXT_LENGTH,
    Outcome,
    PlannedAction,
    State,
    check_due,
)
from registry.decisions.rules.events import DecisionEvent
from registry.decisions.services.decisions import move
from registry.errors import N_, InvalidInput, RuleBroken
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security.actors import Act


def record_decision(
    decision: Decision,
    *,
    text: str,
    decided_on: dt.date,
    actions: Sequence[PlannedAction] = (),
    act: Act,
) -> Resolution:
    """Record the resolution; whether it is adopted follows from the consensus or the vote."""
    act = access.as_runner(decision, act)
    MOVES.check(decision.state, State.DECIDED)
    if not text.strip():
        raise InvalidInput(N_("Enter what was decided."), field="text")
    if len(text) > TEXT_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="text", count=TEXT_LENGTH)
    if not decision.opened_on <= decided_on <= act.on:
        raise RuleBroken(
            N_("The day of the decision lies between the day it was opened and today."), field="decided_on"
        )
    _check_actions(decision, actions, decided_on)
    outcome = outcome_of(decision)
    move(decision, State.DECIDED)
    resolution = Resolution(
        decision=decision,
        outcome=outcome,
        text=text.strip(),
        decided_on=decided_on,
        recorded_at=act.at,
        actions=[
            Action(partner_id=line.partner_id, who=line.who, text=line.text, due_on=line.due_on)
            for line in actions
        ],
    )
    resolution.done_by(act.by)
    db.session.add(resolution)
    db.session.flush()
    events.record(DecisionEvent.RECORDED, decision, act, outcome=outcome.value)
    for language in decision.team.languages:
        orders.order_record(
            RecordKind.DECISION,
            subject=decision.subject,
            team_id=decision.team_id,
            language=language,
            confidential=decision.is_for_roll_only,
            now=act.at,
        )
    messages.Recorded.post(decision, act)
    return resolution


def outcome_of(decision: Decision) -> Outcome:
    """The outcome by consensus or vote; only a vote can reject."""
    lost = decision.state is State.VOTED and decision.vote is not None and not decision.vote.has_passed
    return Outcome.REJECTED if lost else Outcome.ADOPTED


def standing_aside(decision: Decision) -> list[Voice]:
    """The voices that take no part in carrying the decision out: on the agreement scale, those at level 5."""
    level = STANDS_ASIDE[decision.scale]
    return [
        voice_said.voice
        for voice_said in decisions.said_in(decision.present_round)
        if level is not None and voice_said.given.level == level
    ]


def note_progress(
    action: Action,
    *,
    text: str,
    is_done: bool,
    noted_on: dt.date,
    act: Act,
) -> FollowUp:
    """Note the progress of an action, or that it is done."""
    act = access.as_follower(action, act)
    if not text.strip() and not is_done:
        raise InvalidInput(N_("Enter how far it has come, or mark it as done."), field="text")
    if noted_on > act.on:
        raise RuleBroken(N_("This day lies ahead."), field="noted_on")
    if action.done_on is not None:
        raise RuleBroken(N_("This is noted as done already."))
    follow_up = FollowUp(
        action=action, noted_on=noted_on, text=text.strip(), is_done=is_done, recorded_at=act.at
    )
    follow_up.done_by(act.by)
    db.session.add(follow_up)
    db.session.flush()
    decision = action.resolution.decision
    events.record(DecisionEvent.CARRYING_OUT_NOTED, decision, act, carrying_out=action.id, done=is_done)
    return follow_up


def _check_actions(decision: Decision, actions: Sequence[PlannedAction], decided_on: dt.date) -> None:
    aside = {voice.name for voice in standing_aside(decision)}
    for line in actions:
        check_due(decided_on, line.due_on)
        if not line.who.strip() or not line.text.strip():
            raise InvalidInput(N_("Each line needs who carries it out, and what."), field="tasks")
        if line.who in aside:
            raise RuleBroken(
                N_("%(name)s stands aside from carrying this out."), field="tasks", name=line.who
            )
