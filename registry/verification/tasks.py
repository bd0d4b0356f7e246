"""Examining the files that people bring to be verified, one after the other, in a lane of its own."""

from registry import clock
from registry.jobs.schedule import STOPPING, Lane, task
from registry.server import before_serving
from registry.verification import services
from registry.verification.services import EXAMINE


@task(EXAMINE, every=60, lane=Lane.VERIFY)
def examine_brought() -> None:
    """Take away what has had its hour, and examine what waits; safe to run twice at once."""
    services.sweep(clock.now())
    while not STOPPING.is_set() and services.examine_next(clock.now()):
        services.sweep(clock.now())


@before_serving
def sweep() -> None:
    """Take away what was brought before the registry was last stopped."""
    services.sweep(clock.now())
