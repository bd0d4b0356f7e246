"""The queue that wakes the worker by task name, and the worker itself.

The queue carries names only, no work.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from huey import Huey
from huey.api import PostgresHuey, SqliteHuey

from registry.jobs import runner
from registry.jobs.lanes import Lanes
from registry.jobs.schedule import TASKS, Task

MINUTE = 60


def make_queue(app: Flask) -> Huey:
    """A queue beside the database: a file for SQLite, a table for PostgreSQL."""
    url: str = app.config["REGISTRY_DATABASE_URL"]
    if url.startswith("postgresql"):
        return PostgresHuey(
            "registry", dsn=url.replace("postgresql+psycopg:", "postgresql:", 1), results=False
        )
    return SqliteHuey(
        "registry", filename=str(Path(app.config["REGISTRY_INSTANCE"]) / "queue.db"), results=False
    )


def waker(app: Flask) -> Callable[[str], None]:
    """A function that wakes the worker for a task; the queue is opened at its first use."""
    queues: list[Huey] = []

    def wake(name: str) -> None:
        if not queues:
            queues.append(_with_runner(make_queue(app), _here(app)))
        try:
            queues[0].run_named(name)
        except Exception:  # the database was restarted: the queue connects again at the second attempt
            queues[0].run_named(name)

    return wake


def run_worker(app: Flask) -> None:
    """Serve queue and schedule until the process is told to stop.

    The queue's own thread only passes names to the lanes, so that a hanging mail server delays no record.
    """
    lanes = Lanes(_here(app))
    queue = _with_runner(make_queue(app), lanes.ask)
    for task in TASKS.values():
        queue.periodic_task(_due(task), name=f"sweep {task.name}")(_sweeper(lanes, task.name))
        lanes.ask(task.name)
    try:
        queue.create_consumer(
            workers=1, max_delay=0.5, check_worker_health=True, graceful_signal="TERM"
        ).run()
    finally:
        lanes.stop()


def _here(app: Flask) -> Callable[[str], None]:
    """A function that runs a task by name in the current thread, with its own context and session."""

    def run(name: str) -> None:
        with app.app_context():
            runner.run(name)

    return run


def _with_runner(queue: Huey, run: Callable[[str], None]) -> Huey:
    def run_named(name: str) -> None:
        run(name)

    queue.run_named = queue.task(name="run_named")(run_named)
    return queue


def _sweeper(lanes: Lanes, name: str) -> Callable[[], None]:
    def sweep() -> None:
        lanes.ask(name)

    return sweep


def _due(task: Task):  # type: ignore[no-untyped-def]
    minutes = max(1, task.every // MINUTE)

    def due(moment: dt.datetime) -> bool:
        return (moment.hour * 60 + moment.minute) % minutes == 0

    return due
