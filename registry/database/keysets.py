"""Long lists a page at a time: each begins after the last row of the one before, and nothing is counted off.

So what comes or goes meanwhile shifts nothing, and the last page is found as fast as the first.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple, overload

import sqlalchemy as sa

from registry.database.session import db

#: More digits than any number of a row has.
TOO_MANY_DIGITS = 10

T = TypeVar("T")
U = TypeVar("U")
Ts = TypeVarTuple("Ts")
V = TypeVar("V", bound=str | dt.datetime)

#: A column, or a tuple of columns, by which a list is ordered and that tells all its rows apart.
Key = sa.SQLColumnExpression[Any]


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and the one of them after which the next page begins; None on the last page."""

    rows: Sequence[T]
    after: T | None

    def each(self, make: Callable[[T], U]) -> "Page[U]":
        """The same page of what is made of each row."""
        rows = [make(row) for row in self.rows]
        return Page(rows, rows[-1] if self.after is not None else None)


@dataclass(frozen=True)
class Place(Generic[V]):
    """Where a page ends: what the list is ordered by, and the number that tells equals apart.

    No tuple: an address would name each part of one by itself.
    """

    value: V
    number: int

    @property
    def key(self) -> tuple[V, int]:
        """What the key of the list is compared with."""
        return self.value, self.number

    def __str__(self) -> str:
        """Its form in an address."""
        value = self.value.isoformat() if isinstance(self.value, dt.datetime) else self.value
        return f"{self.number}:{value}"


def read_place(text: str, read_value: Callable[[str], V | None]) -> Place[V] | None:
    """A place from an address; None where it says nothing."""
    number, _, rest = text.partition(":")
    value = read_value(rest)
    if value is None or not number.isdecimal() or len(number) >= TOO_MANY_DIGITS:
        return None
    return Place(value, int(number))


def read_moment(text: str) -> dt.datetime | None:
    """The moment of a place; None where it is none, or of no time zone."""
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the first and the last days are none in another zone
        return None


@overload
def page(query: sa.Select[T], key: Key, after: Any, size: int, *, descending: bool = False) -> Page[T]: ...


@overload
def page(
    query: sa.Select[T, U, *Ts],
    key: Key,
    after: Any,
    size: int,
    *,
    descending: bool = False,
) -> Page[sa.Row[T, U, *Ts]]: ...


def page(query: sa.Select[*Ts], key: Key, after: Any, size: int, *, descending: bool = False) -> Page[Any]:
    """Read the page of a list that begins after a value of its key: the first where that is None.

    `after` is a place, or a tuple of values, where the key is one of columns.
    """
    found = db.session.execute(page_query(query, key, after, size, descending=descending))
    is_single = len(query.column_descriptions) == 1
    return cut(found.scalars().all() if is_single else found.all(), size)


def page_query(
    query: sa.Select[*Ts], key: Key, after: Any, size: int, *, descending: bool = False
) -> sa.Select[*Ts]:
    """The query of a page in the order of its key, one row more than it shows."""
    columns: Sequence[Any] = list(key.clauses) if isinstance(key, sa.Tuple) else [key]
    if after is not None:
        last = after.key if isinstance(after, Place) else after
        query = query.where(key < last if descending else key > last)
    ordered = query.order_by(*(column.desc() if descending else column for column in columns))
    return ordered.limit(size + 1)


def cut(rows: Sequence[T], size: int) -> Page[T]:
    """A page of what was read of a list, which is longer where there is more behind the page."""
    shown = rows[:size]
    return Page(shown, shown[-1] if len(rows) > size else None)
