"""Units of work: the only place in the registry where a change begins and is committed."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from registry.database import outages
from registry.database.session import WRITING, db

LOG = logging.getLogger("registry")

#: First key of the advisory locks on PostgreSQL; the second is the team's id (0: the installation).
LOCK_SPACE = 7301

Wake = Callable[[str], None]


def on_commit_wake(waker: Wake) -> None:
    """Set the function that is given the tasks that a committed change has made due."""
    current_app.extensions["registry.wake"] = waker


def before_each_change(check: Callable[[], None]) -> None:
    """Register a check that may refuse a change before it begins."""
    current_app.extensions["registry.before_change"] = check


def under_each_lock(check: Callable[[], None]) -> None:
    """Register a check that may refuse a change while it holds the lock of its team."""
    current_app.extensions["registry.under_lock"] = check


def before_each_commit(finish: Callable[[int | None], None]) -> None:
    """Register what belongs to every change at its end; it is given the team of the unit of work, if any."""
    current_app.extensions["registry.before_commit"] = finish


@contextmanager
def unit_of_work(team_id: int | None = None, *, wake: Sequence[str] = ()) -> Iterator[None]:
    """Run one change completely or not at all, alone among the writers of its team.

    Rows loaded before are read again under the lock, so that rules judge the present state. After the commit,
    the worker is woken for the tasks named in `wake`; if that fails, its schedule finds them. Raises
    `OutcomeUnknown` when the connection breaks during the commit.
    """
    with _change(team_id) as session:
        yield
        session.flush()
        _ask("registry.before_commit", team_id)
        _commit(session)
    for task in wake:
        wake_for(task)


@contextmanager
def rehearsal(team_id: int | None = None) -> Iterator[None]:
    """Run one change as a unit of work does, and take all of it back: to show beforehand what it would do.

    Nothing that it loaded or made may be used afterwards, only plain values.
    """
    with _change(team_id) as session:
        yield
        session.rollback()


@contextmanager
def _change(team_id: int | None) -> Iterator[Session]:
    """The only writer of a team; what is not committed when it ends by an error is taken back."""
    _ask("registry.before_change")
    session = db.session()
    if session.info.get(WRITING):
        raise RuntimeError("a unit of work does not nest")
    session.rollback()
    session.info[WRITING] = True
    try:
        _lock(team_id)
        _ask("registry.under_lock")
        yield session
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(WRITING, None)


def _ask(check: str, *about: int | None) -> None:
    """Call a registered check; it raises when the change must not go on."""
    registered: Callable[..., None] | None = current_app.extensions.get(check)
    if registered is not None:
        registered(*about)


def _commit(session: Session) -> None:
    try:
        session.commit()
    except sa.exc.DBAPIError as error:
        if error.connection_invalidated:
            raise outages.unknown_outcome() from error
        raise


def _lock(team_id: int | None) -> None:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_SPACE, team_id or 0)))


def wake_for(task: str) -> None:
    """Wake the worker for a task.

    For tasks made due by a change, pass their names to `unit_of_work` instead.
    """
    waker: Wake | None = current_app.extensions.get("registry.wake")
    if waker is None:
        return
    try:
        waker(task)
    except Exception:  # the change is stored; the schedule will find the work
        LOG.warning("could not wake the worker for %s", task, exc_info=True)
