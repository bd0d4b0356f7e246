"""The registered tasks of all features, by name; each is safe to repeat."""

import enum
import threading
from collections.abc import Callable
from dataclasses import dataclass

from registry.errors import N_


class Lane(enum.StrEnum):
    """Tasks of one lane run one at a time; different lanes do not wait for each other."""

    WORK = "work"
    #: Tasks that connect to the mail server, which may be slow or never answer.
    MAIL = "mail"
    #: Tasks that examine files of strangers, for up to a minute each.
    VERIFY = "verify"


#: The description of a failing task that has none of its own.
ANYTHING = N_("Something that is due cannot be done")


@dataclass(frozen=True)
class Task:
    """Work that runs in the background: when woken by name, and on a schedule for what a crash left
    behind.
    """

    name: str
    run: Callable[[], None]
    every: int  #: seconds between sweeps
    lane: Lane = Lane.WORK
    #: What is not done when the task fails at a row; for the catalogue.
    not_done: str = ANYTHING


TASKS: dict[str, Task] = {}

#: Set when the worker is told to stop: a long run ends after the current row and leaves the others to the
#: next run.
STOPPING = threading.Event()


def task(
    name: str, *, every: int, lane: Lane = Lane.WORK, not_done: str = ANYTHING
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function without arguments as a task; it finds its work by a query."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        TASKS[name] = Task(name, function, every, lane, not_done)
        return function

    return register
