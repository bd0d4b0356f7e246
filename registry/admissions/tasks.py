"""Owed work: deletes unconfirmed applications, and completes admissions with everything signed.

Each task finds its work by a query and is safe to repeat.
"""

from registry import clock
from registry.admissions.queries import admissions
from registry.admissions.queries import joining as joining_queries
from registry.admissions.rules.admissions import Step, unconfirmed_before
from registry.admissions.services import applications, history, joining
from registry.database import acts
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox.services import messages
from registry.records.services import orders
from registry.security import actors

SWEEP = "admissions.sweep"
COMPLETE = "admissions.complete"


@task(SWEEP, every=3600, not_done=N_("An application that was never confirmed cannot be removed"))
def sweep_unconfirmed() -> None:
    """Delete the applications whose mailbox was not confirmed in time."""
    troubles.each(SWEEP, admissions.unconfirmed_since_before(unconfirmed_before(clock.now())), _remove)


@task(COMPLETE, every=300, not_done=N_("An organization that has signed everything cannot be made a partner"))
def complete_ready() -> None:
    """Complete the admissions of invited organizations that have signed and acknowledged everything."""
    troubles.each(COMPLETE, admissions.invited(), _complete)


def _remove(row: troubles.Due) -> None:
    with unit_of_work(row.team_id):
        applications.remove_unconfirmed(row.id, act=acts.act_at(actors.REGISTRY, clock.now()))


def _complete(row: troubles.Due) -> None:
    """Complete one admission if it is ready; if something changed meanwhile, the next run decides."""
    admission = admissions.admission(row.id)
    if admission is None or not joining_queries.is_ready(admission, clock.today(admission.team.timezone)):
        return
    with unit_of_work(row.team_id, wake=(messages.SEND, orders.ISSUE)):
        admission = admissions.admission(row.id)
        if admission is not None and admission.step is Step.INVITED:
            joining.complete(
                admission, act=acts.act_at(history.registry(), clock.now(), admission.team.timezone)
            )
