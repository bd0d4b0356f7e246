"""Seals a checkpoint of every chain after the end of its day."""

from registry import clock
from registry.audit_log.queries import checkpoints as checkpoint_queries
from registry.audit_log.services import checkpoints
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.records.services import orders

SEAL = "trail.seal_checkpoints"


@task(SEAL, every=3600, not_done=N_("The audit trail cannot be sealed"))
def seal_checkpoints() -> None:
    """Seal the due checkpoints, trail by trail: within the hour after midnight in its time zone."""
    troubles.each(SEAL, checkpoint_queries.rows(), _seal)


def _seal(row: troubles.Due) -> None:
    trail, now = checkpoint_queries.trail_of(row.team_id), clock.now()
    if checkpoint_queries.is_due(trail, now):
        with unit_of_work(trail.team_id, wake=(orders.ISSUE,)):
            checkpoints.seal(trail, now=now)
