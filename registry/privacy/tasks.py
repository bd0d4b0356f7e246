"""The retention run: what has served goes, every day."""

from collections import Counter

from registry import clock
from registry.audit import services as audit
from registry.jobs.schedule import task
from registry.privacy import services
from registry.records import unreferenced
from registry.transactions import unit_of_work

#: Seconds between runs.
DAILY = 24 * 60 * 60


@task("privacy.retention", every=DAILY)
def forget_what_has_served() -> None:
    """Take away what may go; safe to repeat, and to run twice at once."""
    run(actor=audit.REGISTRY)


def run(*, actor: audit.Actor) -> Counter[str]:
    """Take away what may go, a batch at a time, each in a unit of work of its own; how many, by kind."""
    total: Counter[str] = Counter()
    for team_id in services.team_ids():
        while True:
            with unit_of_work(team_id):
                done = services.forget_batch(team_id, actor=actor, now=clock.now())
            if not done.counts:
                break
            total += done.counts
            unreferenced.remove(done.files, now=clock.now())
    return total
