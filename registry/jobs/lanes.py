"""Threads that run tasks side by side, one thread per lane.

A task that is requested several times while it waits runs once.
"""

import logging
import threading
import time
from collections.abc import Callable

from registry.jobs.schedule import STOPPING, TASKS, Lane

LOG = logging.getLogger("registry")

#: Seconds that a stopping worker waits for its running tasks; systemd kills it after 90.
PATIENCE = 80


class Runner:
    """The thread of one lane, and the names of the tasks that wait for it."""

    def __init__(self, lane: Lane, run: Callable[[str], None]) -> None:
        self._run = run
        self._names: dict[str, None] = {}  # in the order of requests, each name once
        self._changed = threading.Condition()
        self._stopped = False
        # a daemon thread: a task that hangs in a server must not keep a worker alive that was told to stop
        # twice
        self._thread = threading.Thread(target=self._serve, name=f"lane {lane.value}", daemon=True)
        self._thread.start()

    def ask(self, name: str) -> None:
        """Run a task as soon as its lane is free."""
        with self._changed:
            self._names[name] = None
            self._changed.notify()

    def stop(self) -> None:
        """Start no more tasks. Tasks that still wait are found by the schedule of the next worker."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def wait(self, seconds: float) -> None:
        """Wait for the running task to end, for a number of seconds at most."""
        self._thread.join(seconds)

    def _serve(self) -> None:
        while (name := self._next()) is not None:
            try:
                self._run(name)
            except Exception:
                LOG.exception("task %s failed", name)

    def _next(self) -> str | None:
        with self._changed:
            self._changed.wait_for(lambda: self._names or self._stopped)
            if self._stopped:
                return None
            name = next(iter(self._names))
            del self._names[name]
            return name


class Lanes:
    """All lanes of a worker."""

    def __init__(self, run: Callable[[str], None]) -> None:
        STOPPING.clear()
        self._runners = {lane: Runner(lane, run) for lane in Lane}

    def ask(self, name: str) -> None:
        """Run a task in its lane."""
        self._runners[TASKS[name].lane].ask(name)

    def stop(self, patience: float = PATIENCE) -> None:
        """Stop after the running tasks have ended, waiting at most `patience` seconds."""
        STOPPING.set()
        for runner in self._runners.values():
            runner.stop()
        until = time.monotonic() + patience
        for runner in self._runners.values():
            runner.wait(max(until - time.monotonic(), 0))
