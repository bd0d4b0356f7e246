"""Processes due rows one by one: a failure is noted with its cause, and the other rows are still
processed.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import TypeVar

import sqlalchemy as sa

from registry import clock, tracebacks
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RegistryError
from registry.jobs.models import MOST_LETTERS, Trouble

_CODE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Due:
    """One unit of a task's work: the number of a row, and its name if it fails."""

    id: int
    #: The name by which people know it: `decision:7`.
    subject: str
    #: None for rows that belong to no team.
    team_id: int | None


D = TypeVar("D", bound=Due)

#: For a task that fails as a whole, before it comes to any row.
WHOLE = Due(0, "", None)


def each(task: str, rows: Iterable[D], act: Callable[[D], object]) -> list[D]:
    """Call `act` for every row, each on its own; returns the rows at which it failed.

    Failures are logged and noted, and retried at the task's next run. Notes of rows that now succeed or are
    no longer due are deleted.
    """
    failed = []
    for row in rows:
        try:
            act(row)
        except Exception as error:  # whatever error one row causes, the others must be processed
            db.session.rollback()
            note(task, row, error, now=clock.now())
            failed.append(row)
    clear(task, but={row.subject for row in failed})
    return failed


def note(task: str, row: Due, error: Exception, *, now: dt.datetime) -> None:
    """Log and store that a task failed at a row, and why."""
    cause = cause_of(error)
    where = row.subject or "the whole of it"
    logging.getLogger("registry").error("task %s failed at %s: %s", task, where, cause)
    with unit_of_work():
        trouble = db.session.scalar(
            sa.select(Trouble).where(Trouble.task == task, Trouble.subject == row.subject)
        )
        if trouble is None:
            trouble = Trouble(task=task, subject=row.subject, team_id=row.team_id, first_at=now, times=0)
            db.session.add(trouble)
        trouble.cause, trouble.last_at, trouble.times = cause, now, trouble.times + 1


def clear(task: str, *, but: Iterable[str] = ()) -> None:
    """Delete the notes of a task, except those of the rows in `but`."""
    over = (Trouble.task == task, Trouble.subject != WHOLE.subject, Trouble.subject.not_in(list(but)))
    _forget(*over)


def clear_whole(task: str) -> None:
    """Delete the note that a task failed as a whole."""
    _forget(Trouble.task == task, Trouble.subject == WHOLE.subject)


def of_all() -> list[Trouble]:
    """All failures of tasks in all teams, the longest-lasting first."""
    return list(db.session.scalars(sa.select(Trouble).order_by(Trouble.first_at, Trouble.id)))


def cause_of(error: BaseException) -> str:
    """What went wrong and where in the code, without anything that somebody typed."""
    kind = tracebacks.words(error) if isinstance(error, RegistryError) else type(error).__qualname__
    if isinstance(error, OSError) and error.strerror:
        kind = f"{kind}: {error.strerror}"
    return f"{kind}{_place(error)}"[:MOST_LETTERS]


def _place(error: BaseException) -> str:
    """The last of our own lines in the traceback."""
    lines = [(Path(frame.filename), frame.lineno) for frame in extract_tb(error.__traceback__)]
    ours = [(path, line) for path, line in lines if _CODE in path.parents and path != Path(__file__)]
    if not ours:
        return ""
    path, line = ours[-1]
    return f" in {path.relative_to(_CODE)}, line {line}"


def _forget(*which: sa.ColumnElement[bool]) -> None:
    """Delete old notes. It reads first, so that a task without failures writes nothing."""
    if db.session.scalar(sa.select(Trouble.id).where(*which).limit(1)) is not None:
        with unit_of_work():
            db.session.execute(sa.delete(Trouble).where(*which))
