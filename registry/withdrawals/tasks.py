"""Records the effects of days of leaving.

What is in force is computed from dates, so a late worker does no harm.
"""

from registry import clock
from registry.database.acts import act_at
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox.services import messages
from registry.records.services import orders
from registry.security import actors
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.services import departure

NOTE_DAYS = "withdrawals.note_days"


@task(NOTE_DAYS, every=600, not_done=N_("A withdrawal whose day has come cannot take effect"))
def note_days() -> None:
    """Record every withdrawal whose day has come in its team's time zone; safe to run twice at once."""
    troubles.each(NOTE_DAYS, withdrawals.due(clock.now()), _note_day)


def _note_day(row: troubles.Due) -> None:
    with unit_of_work(row.team_id, wake=(orders.ISSUE, messages.SEND)):
        withdrawal = withdrawals.whole(row.id)
        act = act_at(actors.REGISTRY, clock.now(), withdrawal.partner.team.timezone)
        departure.take_effect(withdrawal, act=act)
