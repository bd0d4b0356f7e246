"""Running tasks by name."""

import logging

from registry.extensions import db
from registry.jobs.schedule import TASKS


def run(name: str) -> None:
    """Run one task here and now, with a fresh session; needs an application context."""
    try:
        TASKS[name].run()
    finally:
        db.session.remove()


def run_all() -> None:
    """Run every task once; a failing one is logged and does not keep the others from running."""
    for name in TASKS:
        try:
            run(name)
        except Exception:
            logging.getLogger("registry").exception("task %s failed", name)
