"""Running tasks by name."""

import logging

from registry import clock
from registry.database.session import db
from registry.jobs import troubles
from registry.jobs.schedule import TASKS


def run(name: str) -> None:
    """Run one task here and now, with a fresh session; needs an application context.

    One that fails as a whole is noted: it came to no row, or lost its database on the way.
    """
    task = TASKS[name]
    try:
        task.run()
        troubles.clear_whole(name)
    except Exception as error:
        db.session.rollback()
        troubles.note(name, troubles.WHOLE, error, now=clock.now())
        raise
    finally:
        db.session.remove()


def run_all() -> None:
    """Run every task once; a failing one is logged and does not keep the others from running."""
    for name in TASKS:
        try:
            run(name)
        except Exception:
            logging.getLogger("registry").exception("task %s failed", name)
