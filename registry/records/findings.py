"""Sentences about files and records, for readers of pages and of commands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import format_date, gettext


class Words(str):
    """A value inside a sentence that is itself a text of the catalogue."""

    __slots__ = ()


@dataclass(frozen=True)
class Finding:
    """A sentence for the reader, translated when it is shown."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message

    def text(self) -> str:
        """The sentence in the reader's language; needs a request or a forced locale."""
        return gettext(self.message, **{name: _in_language(one) for name, one in self.values.items()})


def _in_language(value: Any) -> Any:
    if isinstance(value, Words):
        return gettext(value)
    return format_date(value, "long") if isinstance(value, dt.date) else value
