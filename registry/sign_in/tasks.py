"""Deletes data that is no longer needed."""

from registry import clock
from registry.database.transactions import unit_of_work
from registry.jobs.schedule import task
from registry.sign_in.services import sessions
from registry.web import unsent_forms


@task("accounts.sweep", every=3600)
def sweep() -> None:
    """Delete sessions, links and failures that ended long ago, and kept forms whose owners did not return."""
    unsent_forms.sweep()
    with unit_of_work():
        sessions.sweep(now=clock.now())
