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

#: How long one worker may hold a row before another takes it over: longer than any attempt, including all
#: waits for a mail server.
LEASE = dt.timedelta(minutes=10)
#: The most characters stored of an error.
MOST_LETTERS = 500


class Leased:
    """Columns of a table whose rows are work for one worker at a time."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The number of attempts; for `Retried` rows, of failed ones.
    attempts: Mapped[int] = mapped_column(default=0)
    #: Until then one worker holds the row, or it waits for its retry.
    leased_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Retried(Leased):
    """The same for work that is retried until it succeeds."""

    #: The error of the last attempt; empty before the first one and when it succeeded.
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
