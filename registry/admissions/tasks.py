"""Work that is owed: sweeping what was never confirmed, completing what is all signed.

Each task finds its work by a query and is safe to repeat.
"""

from flask import current_app

from registry import clock
from registry.admissions import composers, evidence, joining, queries, sweeping, trail
from registry.admissions.rules import Step, unconfirmed_before
from registry.errors import RegistryError
from registry.jobs.schedule import task
from registry.outbox import services as outbox
from registry.records import orders
from registry.transactions import unit_of_work

__all__ = ["complete_ready", "composers", "evidence", "sweep_unconfirmed"]

SWEEP = "admissions.sweep"
COMPLETE = "admissions.complete"


@task(SWEEP, every=3600)
def sweep_unconfirmed() -> None:
    """Remove the applications whose mailbox was not confirmed in time."""
    for admission in queries.unconfirmed_since_before(unconfirmed_before(clock.now())):
        with unit_of_work(admission.team_id):
            sweeping.remove_unconfirmed(admission.id, now=clock.now())


@task(COMPLETE, every=300)
def complete_ready() -> None:
    """Make partners of the invited organizations that have signed and acknowledged everything."""
    for admission_id in queries.invited_ids():
        admission = queries.admission(admission_id)
        if admission is not None and joining.is_ready(admission, clock.today(admission.team.timezone)):
            _complete(admission_id, admission.team_id)


def _complete(admission_id: int, team_id: int) -> None:
    """One of them; what came between leaves it for the next sweep, and the others are not kept waiting."""
    try:
        with unit_of_work(team_id, wake=(outbox.SEND, orders.ISSUE)):
            admission = queries.admission(admission_id)
            if admission is not None and admission.is_at is Step.INVITED:
                joining.complete(admission, by=trail.registry(), now=clock.now())
    except RegistryError:
        current_app.logger.warning("admission %s could not be completed", admission_id, exc_info=True)
