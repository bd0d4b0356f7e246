"""The retention run: deletes data whose period is over, every day."""

from collections import Counter

from registry import clock
from registry.database import acts
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.files import orphans
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.privacy.services import retention
from registry.security import actors

#: Seconds between runs.
DAILY = 24 * 60 * 60
RETENTION = "privacy.retention"


@task(RETENTION, every=DAILY, not_done=N_("What has served and may go cannot be taken away"))
def forget_what_has_served() -> None:
    """Delete data whose period is over; safe to repeat, and to run twice at once."""
    run(actor=actors.REGISTRY)


def run(*, actor: actors.Actor) -> Counter[str]:
    """Delete data whose period is over in batches, each in its own unit of work; returns the numbers by kind.

    A failing row does not stop other rows, in its team or elsewhere.
    """
    total: Counter[str] = Counter()

    def forget(row: troubles.Due) -> None:
        while (done := _forget_batch(row.team_id, actor)).counts:
            total.update(done.counts)
            orphans.remove(done.files, now=clock.now())
        for error in done.errors:
            raise error

    rows = [
        troubles.Due(team_id or 0, f"retention:{team_id or 0}", team_id) for team_id in retention.team_ids()
    ]
    troubles.each(RETENTION, rows, forget)
    return total


def _forget_batch(team_id: int | None, actor: actors.Actor) -> retention.Forgotten:
    with unit_of_work(team_id):
        return retention.forget_batch(team_id, act=acts.act_at(actor, clock.now()))
