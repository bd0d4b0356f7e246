"""The messages of decisions; their words are written when they leave."""

import datetime as dt
from typing import Any

from registry import clock
from registry.accounts.messages import write_to
from registry.accounts.models import User
from registry.database.session import db
from registry.decisions import access
from registry.decisions.models.decisions import Decision
from registry.decisions.models.rounds import Position, Round
from registry.decisions.queries import decisions
from registry.decisions.rules.decisions import State
from registry.decisions.wording import explain
from registry.outbox.messages import Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message

ASKED = "decisions.asked"
REMINDER = "decisions.reminder"
RELAYED = "decisions.relayed"
RECORDED = "decisions.recorded"


def post_asked(present: Round, *, on: dt.date, now: dt.datetime) -> None:
    """Ask all who speak for a voice for their position."""
    for user in _speakers(present.decision, on):
        _post(ASKED, present.decision, user, key=f"asked:{present.id}:{user.id}", now=now, round=present.id)


def post_reminder(present: Round, user: User, *, now: dt.datetime) -> None:
    """Remind who speaks for a voice without an answer, once a round."""
    _post(
        REMINDER,
        present.decision,
        user,
        key=f"decision-reminder:{present.id}:{user.id}",
        now=now,
        round=present.id,
    )


def post_relayed(position: Position, *, on: dt.date, now: dt.datetime) -> None:
    """Ask the people of a voice to confirm or replace what was entered for it."""
    decision = position.voice.decision
    for speaker in access.speakers_of(decision, on):
        if speaker.voice.id == position.voice_id:
            key = f"relayed:{position.id}:{speaker.user.id}"
            _post(RELAYED, decision, speaker.user, key=key, now=now, position=position.id)


def post_recorded(decision: Decision, *, on: dt.date, now: dt.datetime) -> None:
    """Tell all who speak for a voice what was decided."""
    for user in _speakers(decision, on):
        _post(RECORDED, decision, user, key=f"recorded:{decision.id}:{user.id}", now=now)


def _speakers(decision: Decision, on: dt.date) -> list[User]:
    found = {speaker.user.id: speaker.user for speaker in access.speakers_of(decision, on)}
    return list(found.values())


def _post(
    template: str, decision: Decision, user: User, *, key: str, now: dt.datetime, **params: int
) -> None:
    write_to(
        user,
        template=template,
        subject=("decision", decision.id),
        params={"decision": decision.id, "user": user.id, **params},
        team_id=decision.team_id,
        now=now,
        dedupe_key=key,
        confidential=decision.is_for_roll_only,
    )


@composer(ASKED)
def asked(message: Message) -> Letter:
    """A round is open: the question, and by when."""
    return letter("decisions/asked", **_open_round(message))


@composer(REMINDER)
def reminder(message: Message) -> Letter:
    """The day by which positions are asked for is near."""
    return letter("decisions/reminder", **_open_round(message))


@composer(RELAYED)
def relayed(message: Message) -> Letter:
    """Somebody entered a position for a voice: is it right?"""
    position = db.session.get_one(Position, message.params["position"])
    return letter("decisions/relayed", **_about(message), position=position, voice=position.voice)


@composer(RECORDED)
def recorded(message: Message) -> Letter:
    """What was decided, and where its record is."""
    about = _about(message)
    decision: Decision = about["decision"]
    if decision.resolution is None:
        raise NothingToSay
    result = decisions.result_on(decision.present_round, decision.resolution.decided_on)
    return letter("decisions/recorded", **about, sentences=explain(result))


def _open_round(message: Message) -> dict[str, Any]:
    present = db.session.get_one(Round, message.params["round"])
    if present.closing is not None or present.decision.state is not State.IN_ROUND:
        raise NothingToSay
    return {**_about(message), "present": present}


def _about(message: Message) -> dict[str, Any]:
    decision = decisions.decision_by_id(message.params["decision"])
    if not access.is_read_by(decision, message.params["user"], on=clock.today(decision.team.timezone)):
        raise NothingToSay
    return {
        "decision": decision,
        "team": decision.team,
        "person": message.to_name,
        "page": address("decisions.show", team=decision.team.slug, decision_id=decision.id),
    }
