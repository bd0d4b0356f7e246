"""The messages of decisions; their words are written when they leave."""

import datetime as dt

from registry.accounts.letters import write_to
from registry.accounts.models import User
from registry.decisions import speaking
from registry.decisions.models import Decision, Position, Round

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
    for speaker in speaking.speakers_of(decision, on):
        if speaker.voice.id == position.voice_id:
            key = f"relayed:{position.id}:{speaker.user.id}"
            _post(RELAYED, decision, speaker.user, key=key, now=now, position=position.id)


def post_recorded(decision: Decision, *, on: dt.date, now: dt.datetime) -> None:
    """Tell all who speak for a voice what was decided."""
    for user in _speakers(decision, on):
        _post(RECORDED, decision, user, key=f"recorded:{decision.id}:{user.id}", now=now)


def _speakers(decision: Decision, on: dt.date) -> list[User]:
    found = {speaker.user.id: speaker.user for speaker in speaking.speakers_of(decision, on)}
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
