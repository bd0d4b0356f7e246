"""The tasks of all features, by name: each safe to repeat, found by the worker."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """Work that runs in the background: when woken by name, and on a schedule for what a crash left."""

    name: str
    run: Callable[[], None]
    every: int  #: seconds between sweeps


TASKS: dict[str, Task] = {}


def task(name: str, *, every: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function without arguments as a task; what it has to do, a query tells."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        TASKS[name] = Task(name, function, every)
        return function

    return register
