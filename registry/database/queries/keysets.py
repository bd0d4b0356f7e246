"""Long lists, page by page: each page begins after the last row of the page before, without counting rows.

So rows that are added or removed meanwhile shift nothing, and the last page is found as fast as the first.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple, overload

import sqlalchemy as sa

from registry.database.session import db

#: The number of a row never has this many digits.
TOO_MANY_DIGITS = 10

T = TypeVar("T")
U = TypeVar("U")
Ts = TypeVarTuple("Ts")
V = TypeVar("V", bound=str | dt.datetime)

#: A column, or a tuple of columns, that orders a list and is unique for each row.
Key = sa.SQLColumnExpression[Any]


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and the row after which the next page begins; None on the last page."""

    rows: Sequence[T]
    after: T | None

    def each(self, make: Callable[[T], U]) -> "Page[U]":
        """The same page with each row converted by `make`."""
        rows = [make(row) for row in self.rows]
        return Page(rows, rows[-1] if self.after is not None else None)


@dataclass(frozen=True)
class Place(Generic[V]):
    """Where a page ends: the value by which the list is ordered, and a number that distinguishes rows of
    equal value.

    Not a tuple: an address would contain each element of a tuple by itself.
    """

    value: V
    number: int

    @property
    def key(self) -> tuple[V, int]:
        """What the key of the list is compared with."""
        return self.value, self.number

    def __str__(self) -> str:
        """The place as text, for an address."""
        value = self.value.isoformat() if isinstance(self.value, dt.datetime) else self.value
        return f"{self.number}:{value}"


def read_place(text: str, read_value: Callable[[str], V | None]) -> Place[V] | None:
    """Parse a place from an address; None when the address contains no valid place."""
    number, _, rest = text.partition(":")
    value = read_value(rest)
    if value is None or not number.isdecimal() or len(number) >= TOO_MANY_DIGITS:
        return None
    return Place(value, int(number))


def read_moment(text: str) -> dt.datetime | None:
    """Parse the moment of a place; None when it is invalid or has no time zone."""
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the first and last days do not exist in some time zones
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
    """Read the page of a list that begins after a value of its key, or the first page when `after` is None.

    `after` is a tuple of values when the key consists of several columns.
    """
    found = db.session.execute(page_query(query, key, after, size, descending=descending))
    is_single = len(query.column_descriptions) == 1
    return cut(found.scalars().all() if is_single else found.all(), size)


def page_query(
    query: sa.Select[*Ts], key: Key, after: Any, size: int, *, descending: bool = False
) -> sa.Select[*Ts]:
    """The query for a page in the order of its key; it selects one row more than the page shows."""
    columns: Sequence[Any] = list(key.clauses) if isinstance(key, sa.Tuple) else [key]
    if after is not None:
        last = after.key if isinstance(after, Place) else after
        query = query.where(key < last if descending else key > last)
    ordered = query.order_by(*(column.desc() if descending else column for column in columns))
    return ordered.limit(size + 1)


def cut(rows: Sequence[T], size: int) -> Page[T]:
    """Make a page of the rows that were read; an additional row means that another page follows."""
    shown = rows[:size]
    return Page(shown, shown[-1] if len(rows) > size else None)
