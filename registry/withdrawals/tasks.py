"""Noting what the day of leaving brought; what holds is computed, so a late worker loses nothing."""

from registry import clock
from registry.jobs import troubles
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
    troubles.each(NOTE_DAYS, queries.due(clock.now()), _note_day)


def _note_day(row: troubles.Due) -> None:
    with unit_of_work(row.team_id, wake=(orders.ISSUE, outbox.SEND)):
        effects.take_effect(queries.whole(row.id), now=clock.now())
