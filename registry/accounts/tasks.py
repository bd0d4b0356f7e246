"""Forgetting what is over."""

from registry import clock, unsent
from registry.accounts import sessions
from registry.jobs.schedule import task
from registry.transactions import unit_of_work


@task("accounts.sweep", every=3600)
def sweep() -> None:
    """Remove sessions, links and failures that are over for long, and forms that nobody came back for."""
    unsent.sweep()
    with unit_of_work():
        sessions.sweep(now=clock.now())
