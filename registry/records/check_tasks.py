"""Examining the files that people bring to be verified, one after the other, in a lane of its own."""

from registry import clock
from registry.jobs.schedule import STOPPING, Lane, task
from registry.records import checks
from registry.records.checks import EXAMINE

@task(EXAMINE, every=60, lane=Lane.VERIFY)
def examine_brought() -> None:
    """Take away what has had its hour, and examine what waits; safe to run twice at once."""
    checks.sweep(clock.now())
    while not STOPPING.is_set() and checks.examine_next(clock.now()):
        checks.sweep(clock.now())
