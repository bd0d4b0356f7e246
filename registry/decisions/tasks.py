"""Reminds people who speak for a voice without a position, shortly before the due day."""

import datetime as dt

from registry import clock
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions import access, messages
from registry.decisions.models.rounds import Round
from registry.decisions.queries import decisions
from registry.decisions.rules.decisions import Mark
from registry.errors import N_
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox.rules.messages import may_remind
from registry.outbox.services import messages as outbox_messages

REMIND = "decisions.remind"
#: Days before the due day of positions; later there are no reminders, though the round stays open.
REMIND_BEFORE = 2


@task(REMIND, every=600, not_done=N_("Reminders of a decision cannot be sent"))
def remind() -> None:
    """Post the due reminders, once per person and round; safe to run twice at once."""
    troubles.each(REMIND, decisions.rounds_with_a_day(), _remind_of)


def _remind_of(row: troubles.Due) -> None:
    with unit_of_work(wake=(outbox_messages.SEND,)):
        _remind(db.session.get_one(Round, row.id), clock.now())


def _remind(present: Round, now: dt.datetime) -> None:
    zone = present.decision.team.timezone
    on = clock.local_date(now, zone)
    assert present.closes_on is not None
    days_left = (present.closes_on - on).days
    if not 0 <= days_left <= REMIND_BEFORE or not may_remind(now, zone):
        return
    silent = {
        voice_said.voice.id
        for voice_said in decisions.said_in(present)
        if voice_said.given.mark is Mark.NO_ANSWER
    }
    for speaker in access.speakers_of(present.decision, on):
        if speaker.voice.id in silent:
            messages.Reminder.post(present, speaker.user, now)
