"""Runs tasks by name."""

import logging

from registry import clock
from registry.database.session import db
from registry.jobs import troubles
from registry.jobs.schedule import TASKS


def run(name: str) -> None:
    """Run one task now, with a fresh session; needs an application context.

    A task that fails as a whole, before any row or because it lost its database, is noted.
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
    """Run every task once; a failing one is logged and does not stop the others."""
    for name in TASKS:
        try:
            run(name)
        except Exception:
            logging.getLogger("registry").exception("task %s failed", name)
