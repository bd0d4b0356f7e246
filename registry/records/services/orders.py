"""Records that were ordered in the unit of work of the act they prove, and are made by the worker.

Each feature registers the drafter of its records. Owed work is a row, found by a query and taken with a
lease, so that neither a crash nor a full disk loses a record.
"""

import datetime as dt

import sqlalchemy as sa

from registry.database import leases
from registry.database.session import db
from registry.records.models import RecordOrder
from registry.records.queries import causes
from registry.records.rules import RecordKind, new_code

#: The task that makes ordered records.
ISSUE = "records.issue_ordered"
#: Waiting time after each failed attempt; the last one repeats.
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))


def order_record(
    kind: RecordKind,
    *,
    subject: tuple[str, int],
    team_id: int | None,
    language: str,
    confidential: bool = False,
    code: str | None = None,
    corrects: str | None = None,
    now: dt.datetime,
) -> RecordOrder:
    """Order a record of an act. Its code is known at once; pass `code` if one was published before.

    `corrects` is the code of a record that said the wrong thing, and stays as it was sealed.
    """
    order = RecordOrder(
        kind=kind.value,
        subject=f"{subject[0]}:{subject[1]}",
        team_id=team_id,
        language=language,
        confidential=confidential,
        code=code or new_code(),
        corrects=corrects,
        ordered_at=now,
        attempts=0,
        problem="",
    )
    db.session.add(order)
    db.session.flush()
    return order


def try_again_now(team_id: int) -> None:
    """Retry a team's failed records at once, without waiting."""
    leases.release(
        RecordOrder,
        RecordOrder.team_id == team_id,
        RecordOrder.record_id.is_(None),
        RecordOrder.problem != "",
    )


def claim(now: dt.datetime) -> int | None:
    """Lease the next ordered record that is not made and that no other worker holds."""
    return leases.claim(RecordOrder, now, RecordOrder.record_id.is_(None))


def count_untried(now: dt.datetime) -> int:
    """The number of orders that nobody has tried to make yet."""
    query = (
        sa.select(sa.func.count())
        .select_from(RecordOrder)
        .where(RecordOrder.record_id.is_(None), RecordOrder.attempts == 0, leases.is_free(RecordOrder, now))
    )
    return db.session.scalar(query) or 0


def note_problem(order: RecordOrder, error: Exception, *, now: dt.datetime) -> None:
    """Store the problem and the time of the next attempt."""
    leases.note_failure(order, causes.noted(error), now=now, waits=RETRY_AFTER)
