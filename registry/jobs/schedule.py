"""The registered tasks of all features, by name; each is safe to repeat."""

import enum
import threading
from collections.abc import Callable
from dataclasses import dataclass

from registry.errors import N_


class Lane(enum.StrEnum):
    """Tasks of one lane run one at a time; different lanes do not wait for each other."""

    WORK = "work"
    #: What speaks with the mail server, which may be slow, or never answer.
    MAIL = "mail"
    #: What examines files of strangers, up to a minute each.
    VERIFY = "verify"


#: What is not done where a task does not say it.
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
    #: What is not done where it fails at a row, for the catalogue.
    not_done: str = ANYTHING


TASKS: dict[str, Task] = {}

#: Set once the worker was told to stop: a long run ends between two things, and leaves the rest to the next.
STOPPING = threading.Event()


def task(
    name: str, *, every: int, lane: Lane = Lane.WORK, not_done: str = ANYTHING
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function without arguments as a task; it finds its work by a query."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        TASKS[name] = Task(name, function, every, lane, not_done)
        return function

    return register
