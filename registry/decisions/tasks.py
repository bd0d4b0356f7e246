"""Reminding who speaks for a voice that has not answered, shortly before positions are due."""

import datetime as dt

from registry import clock
from registry.decisions import composers, evidence, letters, queries, speaking
from registry.decisions.models import Round
from registry.decisions.rules import Mark
from registry.extensions import db
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox import services as outbox
from registry.outbox.rules import may_remind
from registry.transactions import unit_of_work

__all__ = ["composers", "evidence", "remind"]

REMIND = "decisions.remind"
#: Days before the day by which positions are asked for; after it nobody is chased, the round stays open.
REMIND_BEFORE = 2


@task(REMIND, every=600)
def remind() -> None:
    """Post the reminders that are due, each person once a round; safe to run twice at once."""
    troubles.each(REMIND, queries.rounds_with_a_day(), _remind_of)


def _remind_of(row: troubles.Due) -> None:
    with unit_of_work(wake=(outbox.SEND,)):
        _remind(db.session.get_one(Round, row.id), clock.now())


def _remind(present: Round, now: dt.datetime) -> None:
    zone = present.decision.team.timezone
    on = clock.local_date(now, zone)
    assert present.closes_on is not None
    days_left = (present.closes_on - on).days
    if not 0 <= days_left <= REMIND_BEFORE or not may_remind(now, zone):
        return
    silent = {one.voice.id for one in queries.said_in(present) if one.given.mark is Mark.NO_ANSWER}
    for speaker in speaking.speakers_of(present.decision, on):
        if speaker.voice.id in silent:
            letters.post_reminder(present, speaker.user, now=now)
