"""Work that is owed until it is done: taken by one worker at a time, tried again when it fails.

What is owed is a row, found by a query, and taken with a lease that runs out: whatever happens to a worker,
nothing is lost, and the next one finds what it left. Nothing here commits.
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
    """Columns of a table whose rows are work that one worker at a time takes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: How often it was tried; where it is `Retried`, how often in vain.
    attempts: Mapped[int] = mapped_column(default=0)
    #: Until then one worker holds it, or it rests after a failure.
    leased_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Retried(Leased):
    """The same for work that is tried until it is done, however often it fails."""

    #: What went wrong at the last try; empty before the first and once it is done.
    problem: Mapped[str] = mapped_column(sa.String(MOST_LETTERS), default="", info=personal(NONE))


def claim(
    model: type[Leased], now: dt.datetime, *where: sa.ColumnElement[bool], first: Sequence[Any] = ()
) -> int | None:
    """Take the next of the rows meant that no worker holds, by `first`, then by age; gives its number."""
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
    """Whether a row is held by nobody and does not rest after a failure."""
    return sa.or_(model.leased_until.is_(None), model.leased_until < now)


def release(model: type[Leased], *where: sa.ColumnElement[bool]) -> None:
    """Let the rows that are meant be taken at once: those held and given back, those that rest."""
    db.session.execute(sa.update(model).where(*where).values(leased_until=None))


def note_failure(work: Retried, problem: str, *, now: dt.datetime, waits: Sequence[dt.timedelta]) -> None:
    """Keep what went wrong, and let it rest: so long after each failed try; the last wait repeats."""
    work.attempts += 1
    work.problem = problem[:MOST_LETTERS]
    work.leased_until = now + waits[min(work.attempts, len(waits)) - 1]


def note_done(work: Retried) -> None:
    """Nobody holds it any more, and nothing is wrong with it."""
    work.problem, work.leased_until = "", None
