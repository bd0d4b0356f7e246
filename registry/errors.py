"""What can go wrong, in words for the reader. One base class, few children."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext


def N_(message: str) -> str:
    """Mark a message for the catalogue without translating it yet."""
    return message


class RegistryError(Exception):
    """Something the reader can be told in a sentence; `status` is the HTTP answer at the edge."""

    status = 500

    def __init__(self, message: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values
        self.field = field

    def text(self) -> str:
        """The message in the reader's language; needs a request or a forced locale."""
        return gettext(self.message, **self.values)


class RuleBroken(RegistryError):
    """The partnership's rules do not allow this now; shown on `field` where one is named."""

    status = 409


class InvalidInput(RegistryError):
    """What was given cannot be understood or is out of bounds."""

    status = 422


@dataclass(frozen=True)
class BadLine:
    """A line of a list that cannot be taken, with its number and the reason."""

    number: int
    message: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return f"Line {self.number}: {self.message % self.values if self.values else self.message}"

    def text(self) -> str:
        """The line and its reason in the reader's language."""
        return gettext(
            "Line %(number)s: %(words)s", number=self.number, words=gettext(self.message, **self.values)
        )


class BadLines(InvalidInput):
    """A list of which some lines cannot be taken; so none is."""

    def __init__(self, message: str, lines: Sequence[BadLine], *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.lines = lines


class NotFound(RegistryError):
    """There is no such thing, or the reader may not know of it."""

    status = 404


class Refused(RegistryError):
    """The reader may know of it, and may not do this."""

    status = 403


class Gone(RegistryError):
    """It was there, and its time is over."""

    status = 410


class StorageFailed(RegistryError):
    """A file could not be kept: the disk is full or not writable. To be tried again."""

    status = 503


def broken_constraint(error: Exception) -> str:
    """The name of the constraint behind an IntegrityError, or the driver's text where it names columns."""
    original = getattr(error, "orig", None)
    diagnostics = getattr(original, "diag", None)
    name = getattr(diagnostics, "constraint_name", None)
    return str(name or original or error)
