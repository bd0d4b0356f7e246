"""Tracebacks for logs: where an error happened and of what kind, without the values involved.

Messages of errors repeat what somebody typed: a database quotes the refused row, Python quotes the text that
is not a number. Only our own texts and the names of tables and constraints are logged.
"""

import datetime as dt
import re
import traceback
from collections.abc import Iterator
from typing import Any

from flask import has_request_context, request
from sqlalchemy.exc import StatementError

from registry.errors import RegistryError

#: Replaces typed words in error messages.
TYPED = "[typed]"
#: Shorter typed values are words such as "yes", which reveal nothing about anybody.
SHORTEST = 6
#: The fields of a PostgreSQL error that contain our own names; `detail` contains the row.
_NAMED = ("constraint_name", "table_name", "column_name", "datatype_name")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|«[^»]*»|`[^`]*`")
_CAUSED = "\nwhich caused:\n"
_MEANWHILE = "\nand while that was handled:\n"


def told(error: BaseException | None) -> str:
    """An error and its causes, first cause first: lines of code, then kind and cleaned message."""
    return "".join(_chain(error)) if error is not None else ""


def words(error: BaseException) -> str:
    """The kind of an error, and our own names in its message, without values."""
    without_typed = _without_typed(_said(error))
    return f"{type(error).__qualname__}: {without_typed}" if without_typed else type(error).__qualname__


def _chain(error: BaseException) -> Iterator[str]:
    if error.__cause__ is not None:
        yield from (*_chain(error.__cause__), _CAUSED)
    elif error.__context__ is not None and not error.__suppress_context__:
        yield from (*_chain(error.__context__), _MEANWHILE)
    yield from traceback.format_tb(error.__traceback__)
    yield words(error)


def _said(error: BaseException) -> str:
    if isinstance(error, RegistryError):
        return _own_words(error)
    if isinstance(error, StatementError):
        of_driver = words(error.orig) if error.orig is not None else ""
        return f"{of_driver} [{error.statement}]" if error.statement else of_driver
    if hasattr(error, "sqlstate"):
        return _of_postgres(error)
    return _QUOTED.sub(TYPED, str(error))


def _own_words(error: RegistryError) -> str:
    """One of our own messages with its numbers and dates; all other values are removed."""
    values = {name: one if isinstance(one, int | dt.date) else TYPED for name, one in error.values.items()}
    return error.message % values if values else error.message


def _of_postgres(error: Any) -> str:
    """The SQLSTATE and the object names of a PostgreSQL error; its message contains values."""
    names = (getattr(error.diag, name, None) for name in _NAMED)
    return " ".join(str(name) for name in (error.sqlstate, *names) if name)


def _without_typed(text: str) -> str:
    """A message without anything that was typed into the current form."""
    for value in sorted(_typed(), key=len, reverse=True):
        text = text.replace(value, TYPED)
    return text


def _typed() -> set[str]:
    if not has_request_context():
        return set()
    # a form that was not parsed yet is not parsed now, since parsing may have failed
    given = [request.args, *([request.form] if "form" in request.__dict__ else [])]
    return {text.strip() for fields in given for text in fields.values() if len(text.strip()) >= SHORTEST}
