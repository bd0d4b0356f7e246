"""Examines files brought for verification one after the other, in a lane of its own."""

from registry import clock
from registry.jobs.schedule import STOPPING, Lane, task
from registry.server import before_serving
from registry.verification import services
from registry.verification.services import EXAMINE


@task(EXAMINE, every=60, lane=Lane.VERIFY)
def examine_brought() -> None:
    """Delete expired files and examine the waiting ones; safe to run twice at once."""
    services.sweep(clock.now())
    while not STOPPING.is_set() and services.examine_next(clock.now()):
        services.sweep(clock.now())


@before_serving
def sweep() -> None:
    """Delete files brought before the registry was last stopped."""
    services.sweep(clock.now())
