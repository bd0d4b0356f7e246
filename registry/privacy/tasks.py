"""The retention run: what has served goes, every day."""

from collections import Counter

from registry import clock
from registry.audit import services as audit
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.privacy import services
from registry.records import unreferenced
from registry.transactions import unit_of_work

#: Seconds between runs.
DAILY = 24 * 60 * 60
RETENTION = "privacy.retention"


@task(RETENTION, every=DAILY)
def forget_what_has_served() -> None:
    """Take away what may go; safe to repeat, and to run twice at once."""
    run(actor=audit.REGISTRY)


def run(*, actor: audit.Actor) -> Counter[str]:
    """Take away what may go, a batch at a time, each in a unit of work of its own; how many, by kind.

    What cannot go keeps nothing else waiting, of its team or of another.
    """
    total: Counter[str] = Counter()

    def forget(row: troubles.Due) -> None:
        while (done := _forget_batch(row.team_id, actor)).counts:
            total.update(done.counts)
            unreferenced.remove(done.files, now=clock.now())
        for error in done.errors:
            raise error

    rows = [troubles.Due(one or 0, f"retention:{one or 0}", one) for one in services.team_ids()]
    troubles.each(RETENTION, rows, forget)
    return total


def _forget_batch(team_id: int | None, actor: audit.Actor) -> services.Forgotten:
    with unit_of_work(team_id):
        return services.forget_batch(team_id, actor=actor, now=clock.now())
