"""Statements that are composed once a process: their values are bound when they are asked.

Composing a statement takes SQLAlchemy longer than a small database takes to answer it, and it comes out the
same each time.
"""

import datetime as dt
from collections.abc import Callable, Collection
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.sql.selectable import TypedReturnsRows

from registry.database.session import db
from registry.database.types import UtcDateTime

Asked = ParamSpec("Asked")
Columns = TypeVarTuple("Columns")

#: The types of the values that are bound. What else is given (None, a truth, an enumeration) makes another
#: statement.
_BOUND: dict[type, Any] = {int: sa.Integer, str: sa.String, dt.date: sa.Date, dt.datetime: UtcDateTime}
_MANY = (list, tuple, set, frozenset)


def composed_once(
    compose: Callable[Asked, TypedReturnsRows[*Columns]],
) -> Callable[Asked, sa.Result[*Columns]]:
    """Let a function that composes a query ask it, with the arguments bound to it.

    While it composes, an SQL expression stands for each number, text, day, moment or collection of these: it
    may compare them with columns, and not look at them.
    """
    names = signature(compose)
    composed: dict[Any, TypedReturnsRows[*Columns]] = {}

    @wraps(compose)
    def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> sa.Result[*Columns]:
        given = names.bind(*args, **kwargs).arguments
        key = tuple((name, _shape(value)) for name, value in given.items())
        if key not in composed:
            stand_ins: dict[str, Any] = {name: _stand_in(name, value) for name, value in given.items()}
            composed[key] = compose(**stand_ins)  # type: ignore[call-arg]
        bound = {
            name: list(value) if isinstance(value, _MANY) else value
            for name, value in given.items()
            if _is_bound(value)
        }
        return db.session.execute(composed[key], bound)

    return ask


def _is_bound(value: object) -> bool:
    return isinstance(value, _MANY) or type(value) in _BOUND


def _shape(value: object) -> object:
    """What of a value the statement depends on."""
    if isinstance(value, _MANY):
        return _MANY
    return type(value) if type(value) in _BOUND else value


def _stand_in(name: str, value: object) -> Any:
    if isinstance(value, Collection) and isinstance(value, _MANY):
        return sa.bindparam(name, expanding=True)
    return sa.bindparam(name, type_=_BOUND[type(value)]) if type(value) in _BOUND else value
