"""Sealing a checkpoint of every chain of events once its day is over."""

from registry import clock
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.records import orders
from registry.trail import checkpoints, evidence  # noqa: F401  # registers who drafts the records
from registry.transactions import unit_of_work

SEAL = "trail.seal_checkpoints"


@task(SEAL, every=3600)
def seal_checkpoints() -> None:
    """Seal what is due, a trail at a time: within the hour after its midnight, wherever it is."""
    troubles.each(SEAL, checkpoints.rows(), _seal)


def _seal(row: troubles.Due) -> None:
    trail, now = checkpoints.trail_of(row.team_id), clock.now()
    if checkpoints.is_due(trail, now):
        with unit_of_work(trail.team_id, wake=(orders.ISSUE,)):
            checkpoints.seal(trail, now=now)
