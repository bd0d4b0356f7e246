"""Writing the messages of decisions when they leave: to nobody who may no longer read them by then."""

from typing import Any

from registry import clock
from registry.decisions import letters, queries
from registry.decisions.explaining import explain
from registry.decisions.models import Decision, Position, Round
from registry.decisions.rules import State
from registry.extensions import db
from registry.outbox.composing import Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message


@composer(letters.ASKED)
def asked(message: Message) -> Letter:
    """A round is open: the question, and by when."""
    return letter("decisions/asked", **_open_round(message))


@composer(letters.REMINDER)
def reminder(message: Message) -> Letter:
    """The day by which positions are asked for is near."""
    return letter("decisions/reminder", **_open_round(message))


@composer(letters.RELAYED)
def relayed(message: Message) -> Letter:
    """Somebody entered a position for a voice: is it right?"""
    position = db.session.get_one(Position, message.params["position"])
    return letter("decisions/relayed", **_about(message), position=position, voice=position.voice)


@composer(letters.RECORDED)
def recorded(message: Message) -> Letter:
    """What was decided, and where its record is."""
    about = _about(message)
    decision: Decision = about["decision"]
    if decision.resolution is None:
        raise NothingToSay
    result = queries.result_on(decision.present_round, decision.resolution.decided_on)
    return letter("decisions/recorded", **about, sentences=explain(result))


def _open_round(message: Message) -> dict[str, Any]:
    present = db.session.get_one(Round, message.params["round"])
    if present.closing is not None or present.decision.its_state is not State.IN_ROUND:
        raise NothingToSay
    return {**_about(message), "present": present}


def _about(message: Message) -> dict[str, Any]:
    decision = queries.decision_by_id(message.params["decision"])
    if not queries.is_read_by(decision, message.params["user"], on=clock.today(decision.team.timezone)):
        raise NothingToSay
    return {
        "decision": decision,
        "team": decision.team,
        "person": message.to_name,
        "page": address("decisions.show", team=decision.team.slug, decision_id=decision.id),
    }
