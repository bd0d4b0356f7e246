"""Records that are owed: ordered in the unit of work of the act they prove, made by the worker.

Each feature registers who drafts its records; what is owed is state, found by a query and claimed with a
lease, so that neither a crash nor a full disk loses a record.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.errors import N_, NotFound
from registry.extensions import db
from registry.records import causes
from registry.records.models import RecordOrder
from registry.records.papers import Draft
from registry.records.rules import RecordKind, new_code, read_code

#: The task that makes what is ordered.
ISSUE = "records.issue_ordered"
#: How long one worker may hold an order before another tries it.
LEASE = dt.timedelta(minutes=10)
#: Waiting time after each failed try; the last one repeats.
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))

#: What a record is made of, and what anyone may read of it.
Drafter = Callable[[RecordOrder], tuple[Draft, Mapping[str, Any]]]
_DRAFTERS: dict[RecordKind, Drafter] = {}


def drafter(kind: RecordKind) -> Callable[[Drafter], Drafter]:
    """Register the function that drafts the records of one kind."""

    def register(function: Drafter) -> Drafter:
        _DRAFTERS[kind] = function
        return function

    return register


def draft_of(order: RecordOrder) -> tuple[Draft, Mapping[str, Any]]:
    """What an ordered record is made of, and its facts."""
    return _DRAFTERS[RecordKind(order.kind)](order)


def order_record(
    kind: RecordKind,
    *,
    subject: tuple[str, int],
    team_id: int | None,
    language: str,
    confidential: bool = False,
    now: dt.datetime,
) -> RecordOrder:
    """Owe a record of what just happened; its code is known at once."""
    order = RecordOrder(
        kind=kind.value,
        subject=f"{subject[0]}:{subject[1]}",
        team_id=team_id,
        language=language,
        confidential=confidential,
        code=new_code(),
        ordered_at=now,
        attempts=0,
        problem="",
    )
    db.session.add(order)
    db.session.flush()
    return order


def orders_about(subject: tuple[str, int]) -> list[RecordOrder]:
    """The records of one thing, made or owed, in the order in which they were asked for."""
    query = sa.select(RecordOrder).where(RecordOrder.subject == f"{subject[0]}:{subject[1]}")
    return list(db.session.scalars(_with_record(query).order_by(RecordOrder.id)))


def order_about(subject: tuple[str, int], order_id: int) -> RecordOrder:
    """One of the records of a thing; `NotFound` where it is none of them."""
    found = next((order for order in orders_about(subject) if order.id == order_id), None)
    if found is None:
        raise NotFound(N_("There is no such record."))
    return found


def is_owed(code: str) -> bool:
    """Whether a code belongs to a record that is still being made."""
    read = read_code(code)
    query = sa.select(RecordOrder.id).where(RecordOrder.code == read, RecordOrder.record_id.is_(None))
    return read is not None and db.session.scalar(query) is not None


def missing(team_id: int | None) -> list[tuple[str, str]]:
    """The codes of records that are owed and not made yet, each with what last went wrong.

    Of a team; of the installation itself where none is given.
    """
    query = sa.select(RecordOrder.code, RecordOrder.problem).where(
        RecordOrder.team_id == team_id, RecordOrder.record_id.is_(None)
    )
    return [(code, problem) for code, problem in db.session.execute(query.order_by(RecordOrder.id))]


def try_again_now(team_id: int) -> None:
    """Let the failed records of a team be tried at once, not after their waiting time."""
    db.session.execute(
        sa.update(RecordOrder)
        .where(RecordOrder.team_id == team_id, RecordOrder.record_id.is_(None), RecordOrder.problem != "")
        .values(leased_until=None)
    )


def claim(now: dt.datetime) -> int | None:
    """Take the next ordered record that is not made and that no other worker holds."""
    query = (
        sa.select(RecordOrder)
        .where(RecordOrder.record_id.is_(None), _is_free(now))
        .order_by(RecordOrder.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    order: RecordOrder | None = db.session.scalar(query)
    if order is None:
        return None
    order.leased_until = now + LEASE
    return order.id


def count_untried(now: dt.datetime) -> int:
    """How many records are ordered that nobody has tried to make yet."""
    query = (
        sa.select(sa.func.count())
        .select_from(RecordOrder)
        .where(RecordOrder.record_id.is_(None), RecordOrder.attempts == 0, _is_free(now))
    )
    return db.session.scalar(query) or 0


def release(order_ids: list[int]) -> None:
    """Give claimed orders back untried."""
    db.session.execute(sa.update(RecordOrder).where(RecordOrder.id.in_(order_ids)).values(leased_until=None))


def note_problem(order: RecordOrder, error: Exception, *, now: dt.datetime) -> None:
    """Keep what went wrong, and when to try again."""
    order.attempts += 1
    order.problem = causes.noted(error)
    order.leased_until = now + RETRY_AFTER[min(order.attempts, len(RETRY_AFTER)) - 1]


def _is_free(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.or_(RecordOrder.leased_until.is_(None), RecordOrder.leased_until < now)


def _with_record(query: sa.Select[RecordOrder]) -> sa.Select[RecordOrder]:
    return query.options(joinedload(RecordOrder.record))
