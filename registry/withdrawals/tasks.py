"""Noting what the day of leaving brought; what holds is computed, so a late worker loses nothing."""

from flask import current_app

from registry import clock
from registry.jobs.schedule import task
from registry.outbox import services as outbox
from registry.records import orders
from registry.transactions import unit_of_work
from registry.withdrawals import composers, effects, evidence, queries

__all__ = ["composers", "evidence", "note_days"]

NOTE_DAYS = "withdrawals.note_days"


@task(NOTE_DAYS, every=600)
def note_days() -> None:
    """Note every withdrawal whose day has come in its team's zone; safe to run twice at once."""
    now = clock.now()
    for withdrawal_id, team_id in queries.due(now):
        try:
            with unit_of_work(team_id, wake=(orders.ISSUE, outbox.SEND)):
                effects.take_effect(queries.whole(withdrawal_id), now=now)
        except Exception:  # one that fails must not keep the others from taking effect
            current_app.logger.exception("withdrawal %s could not take effect", withdrawal_id)
