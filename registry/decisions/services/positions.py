"""Positions: given online, relayed by a coordinator and confirmed, or entered in a meeting. Never changed."""

import datetime as dt
from collections.abc import Mapping, Sequence

from registry.audit.services import events
from registry.database.revisions import check_seen
from registry.database.session import db
from registry.decisions import access, messages
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.models.rounds import PointAnswer, Position, Round
from registry.decisions.queries.authority import authority_for
from registry.decisions.queries.decisions import needs_confirming
from registry.decisions.rules.decisions import (
    ENDED,
    RELAYED,
    Channel,
    Given,
    Mark,
    State,
    check_given,
    check_met_on,
    check_said_on,
)
from registry.decisions.rules.events import DecisionEvent
from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.actors import Act


def state_position(voice: Voice, given: Given, *, seen: int, act: Act) -> Position:
    """Give a voice's position online; its earlier ones stay visible.

    `seen` is the number of the position that the person saw, 0 for none.
    """
    act = access.as_speaker(voice, act)
    present = _open_round(voice)
    check_given(given, voice.decision.scale, channel=Channel.ONLINE, on=act.on)
    _check_latest(present, voice, seen)
    position = _add(present, voice, given, channel=Channel.ONLINE, said_on=act.on, act=act)
    events.record(DecisionEvent.POSITION_GIVEN, voice.decision, act, voice=voice.id, round=present.number)
    return position


def relay_position(
    voice: Voice,
    given: Given,
    *,
    channel: Channel,
    said_by: str,
    said_on: dt.date,
    seen: int,
    act: Act,
) -> Position:
    """Enter a position given by phone, e-mail or letter; the voice's people are asked to confirm or replace
    it.
    """
    act = access.as_runner(voice.decision, act)
    present = _open_round(voice)
    if channel not in RELAYED:
        raise InvalidInput(N_("Choose how it was said."), field="channel")
    if not said_by.strip():
        raise InvalidInput(N_("Enter who said it."), field="said_by")
    check_said_on(said_on, opened_on=present.opened_on, on=act.on)
    check_given(given, voice.decision.scale, channel=channel, on=act.on)
    _check_latest(present, voice, seen)
    position = _add(present, voice, given, channel=channel, said_by=said_by.strip(), said_on=said_on, act=act)
    events.record(DecisionEvent.POSITION_RELAYED, voice.decision, act, voice=voice.id, round=present.number)
    messages.Relayed.post(position, act)
    return position


def confirm_position(voice: Voice, *, seen: int, act: Act) -> Position:
    """Confirm a relayed position: from then on it counts as given by the voice itself."""
    act = access.as_speaker(voice, act)
    present = _open_round(voice)
    _check_latest(present, voice, seen)
    relayed = _latest(present, voice)
    if relayed is None or not needs_confirming(relayed):
        raise RuleBroken(N_("There is nothing to confirm: this position is the voice’s own already."))
    position = _add(present, voice, relayed.given, channel=Channel.ONLINE, said_on=act.on, act=act)
    position.confirms_id = relayed.id
    events.record(DecisionEvent.POSITION_GIVEN, voice.decision, act, voice=voice.id, round=present.number)
    return position


def enter_meeting(
    decision: Decision,
    *,
    met_on: dt.date,
    attendance: str,
    given: Mapping[int, Given],
    seen: Mapping[int, int],
    act: Act,
) -> list[Position]:
    """Enter a whole round as of a meeting; voices that are left out are unchanged.

    `given` is the position of each voice, `seen` the number of the position that the person saw for it (0 for
    none). What others have entered for voices that are left out is kept.
    """
    act = access.as_runner(decision, act)
    present = _check_meeting(decision, met_on, on=act.on)
    for voice in decision.voices:
        if voice.id in given:
            check_given(given[voice.id], decision.scale, channel=Channel.MEETING, on=act.on)
            _check_latest(present, voice, seen.get(voice.id, 0), field=f"words_{voice.id}")
    changed = {
        voice: given[voice.id]
        for voice in decision.voices
        if voice.id in given and not _says_already(present, voice, given[voice.id])
    }
    if not given:
        raise InvalidInput(N_("Enter what one voice at least said."))
    return _enter(present, changed, met_on=met_on, attendance=attendance, plain=False, act=act)


def enter_plain_agreement(
    decision: Decision,
    *,
    met_on: dt.date,
    attendance: str,
    present_voices: Sequence[int],
    seen: int,
    act: Act,
) -> list[Position]:
    """Enter that everybody present agreed, without levels; all other voices were absent."""
    act = access.as_runner(decision, act)
    present = _check_meeting(decision, met_on, on=act.on)
    check_seen(seen, len(present.positions))
    if not set(present_voices) & {voice.id for voice in decision.counted_voices}:
        raise InvalidInput(N_("Choose who was present."), field="present")
    marks = {
        voice: Given(Mark.AGREES if voice.id in present_voices else Mark.ABSENT) for voice in decision.voices
    }
    return _enter(present, marks, met_on=met_on, attendance=attendance, plain=True, act=act)


def answer_point(position: Position, *, text: str, act: Act) -> PointAnswer:
    """Store the response to a reservation, a need or a proposal."""
    decision = position.voice.decision
    act = access.as_runner(decision, act)
    if decision.state in ENDED:
        raise RuleBroken(N_("This matter has ended already."))
    if not text.strip():
        raise InvalidInput(N_("Enter the answer."), field="text")
    answer = PointAnswer(position_id=position.id, text=text.strip(), answered_at=act.at)
    answer.done_by(act.by)
    db.session.add(answer)
    db.session.flush()
    events.record(DecisionEvent.POINT_ANSWERED, decision, act, position=position.id)
    return answer


def _check_meeting(decision: Decision, met_on: dt.date, *, on: dt.date) -> Round:
    _check_open(decision)
    present = decision.present_round
    check_met_on(met_on, opened_on=present.opened_on, on=on)
    return present


def _enter(
    present: Round,
    given: Mapping[Voice, Given],
    *,
    met_on: dt.date,
    attendance: str,
    plain: bool,
    act: Act,
) -> list[Position]:
    present.met_on, present.attendance, present.is_plain_agreement = met_on, attendance, plain
    entered = [
        _add(present, voice, said, channel=Channel.MEETING, said_on=met_on, act=act)
        for voice, said in given.items()
    ]
    events.record(
        DecisionEvent.MEETING_ENTERED, present.decision, act, round=present.number, positions=len(entered)
    )
    return entered


def _open_round(voice: Voice) -> Round:
    _check_open(voice.decision)
    return voice.decision.present_round


def _check_open(decision: Decision) -> None:
    if decision.state is not State.IN_ROUND:
        raise RuleBroken(N_("No round is open now, so no position can be given."))


def _check_latest(present: Round, voice: Voice, seen: int, *, field: str | None = None) -> None:
    latest = _latest(present, voice)
    if seen != (latest.number if latest else 0):
        raise RuleBroken(
            N_("Somebody else gave a position for %(name)s meanwhile; yours is not saved. Compare the two."),
            field=field,
            name=voice.name,
        )


def _latest(present: Round, voice: Voice) -> Position | None:
    theirs = [position for position in present.positions if position.voice_id == voice.id]
    return max(theirs, key=lambda position: position.number, default=None)


def _says_already(present: Round, voice: Voice, said: Given) -> bool:
    latest = _latest(present, voice)
    return latest is not None and latest.given == said


def _add(
    present: Round,
    voice: Voice,
    given: Given,
    *,
    channel: Channel,
    said_by: str = "",
    said_on: dt.date,
    act: Act,
) -> Position:
    latest = _latest(present, voice)
    position = Position(
        round=present,
        voice=voice,
        number=(latest.number if latest else 0) + 1,
        mark=given.mark,
        level=given.level if given.mark is Mark.GIVEN else None,
        reason=given.reason,
        need=given.need,
        proposal=given.proposal,
        until=given.until if given.mark is Mark.PENDING else None,
        channel=channel,
        said_by=said_by,
        said_on=said_on,
        recorded_at=act.at,
        authority=authority_for(voice, act) if channel is Channel.ONLINE else {},
    )
    position.done_by(act.by)
    db.session.add(position)
    db.session.flush()
    return position
