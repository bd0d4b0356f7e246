"""Work that is owed until it is done: one worker at a time takes it, and it is retried when it fails.

Owed work is a row found by a query and taken with a lease that expires. Whatever happens to a worker, nothing
is lost: the next one finds the row. Nothing here commits.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.database.types import UtcDateTime
from registry.personal_data import NONE, personal

#: How long one worker may hold a row before another takes it over: longer than any try takes, and than all
#: waits for a mail server.
LEASE = dt.timedelta(minutes=10)
#: Letters kept of what went wrong.
MOST_LETTERS = 500


class Leased:
    """Columns of a table whose rows are work for one worker at a time."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: How often it was tried; where it is `Retried`, how often in vain.
    attempts: Mapped[int] = mapped_column(default=0)
    #: Until then one worker holds it, or it rests after a failure.
    leased_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Retried(Leased):
    """The same for work that is retried until it succeeds."""

    #: What went wrong at the last try; empty before the first and once it is done.
    problem: Mapped[str] = mapped_column(sa.String(MOST_LETTERS), default="", info=personal(NONE))


def claim(
    model: type[Leased], now: dt.datetime, *where: sa.ColumnElement[bool], first: Sequence[Any] = ()
) -> int | None:
    """Lease the next matching row that no worker holds, ordered by `first`, then by age; returns its
    number.
    """
    query = (
        sa.select(model)
        .where(is_free(model, now), *where)
        .order_by(*first, model.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    work: Leased | None = db.session.scalar(query)
    if work is None:
        return None
    work.leased_until = now + LEASE
    return work.id


def is_free(model: type[Leased], now: dt.datetime) -> sa.ColumnElement[bool]:
    """SQL condition: no worker holds the row, and it is not waiting for a retry."""
    return sa.or_(model.leased_until.is_(None), model.leased_until < now)


def release(model: type[Leased], *where: sa.ColumnElement[bool]) -> None:
    """Make matching rows available at once, whether they are held or waiting for a retry."""
    db.session.execute(sa.update(model).where(*where).values(leased_until=None))


def note_failure(work: Retried, problem: str, *, now: dt.datetime, waits: Sequence[dt.timedelta]) -> None:
    """Store the problem and delay the retry: `waits` lists the delays after each failure; the last one
    repeats.
    """
    work.attempts += 1
    work.problem = problem[:MOST_LETTERS]
    work.leased_until = now + waits[min(work.attempts, len(waits)) - 1]


def note_done(work: Retried) -> None:
    """Clear the lease and the problem."""
    work.problem, work.leased_until = "", None
