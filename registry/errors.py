"""Errors that are explained to the reader: one base class, few subclasses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from registry.sentences import said, sentence


def N_(message: str) -> str:
    """Mark a message for the catalogue without translating it."""
    return message


class RegistryError(Exception):
    """An error that can be told to the reader in one sentence; `status` is the HTTP status of the answer."""

    status = 500

    def __init__(self, message: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(message % said(values) if values else message)
        self.message = message
        self.values = values
        self.field = field

    def text(self) -> str:
        """The message in the reader's language; needs a request or a forced locale."""
        return sentence(self.message, self.values)


class RuleBroken(RegistryError):
    """A rule of the partnership forbids this now; shown on `field` when one is named."""

    status = 409


class InvalidInput(RegistryError):
    """The input cannot be understood or is out of bounds."""

    status = 422


@dataclass(frozen=True)
class BadLine:
    """One line of a list that cannot be read, with its number and the reason."""

    number: int
    message: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return f"Line {self.number}: {self.message % said(self.values) if self.values else self.message}"

    def text(self) -> str:
        """The line number and the reason, in the reader's language."""
        return gettext(
            "Line %(number)s: %(words)s", number=self.number, words=sentence(self.message, self.values)
        )


class BadLines(InvalidInput):
    """A list in which some lines cannot be read; none of its lines is imported."""

    def __init__(self, message: str, lines: Sequence[BadLine], *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.lines = lines


class NotFound(RegistryError):
    """The thing does not exist, or the reader may not know of it."""

    status = 404


class Refused(RegistryError):
    """The reader may know of the thing, but may not do this with it."""

    status = 403


class Gone(RegistryError):
    """The thing existed, but its time is over."""

    status = 410


class StorageFailed(RegistryError):
    """A file could not be stored because the disk is full or not writable. The work is tried again later."""

    status = 503


def broken_constraint(error: Exception) -> str:
    """The name of the constraint that an IntegrityError violated, or the driver's text when it names columns
    instead.
    """
    original = getattr(error, "orig", None)
    diagnostics = getattr(original, "diag", None)
    name = getattr(diagnostics, "constraint_name", None)
    return str(name or original or error)
