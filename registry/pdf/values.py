"""Plain values about a record's file: its level, its signer, its attachments and its fields.

This module imports nothing that renders or signs: a child process that examines files starts twice as fast.
"""

import datetime as dt
import enum
import re
from dataclasses import dataclass

SEAL_FIELD, SIGNATURE_FIELD = "seal", "signature"
#: The names of time stamps' fields, which are appended later, begin with this; a number follows.
STAMP_FIELD = "time-stamp-"


class Level(enum.StrEnum):
    """PAdES baseline level of a record's signatures (ETSI EN 319 142-1)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    def is_below(self, level: "Level") -> bool:
        """Whether this level proves less than another."""
        return LEVELS.index(self) < LEVELS.index(level)


#: From lowest to highest.
LEVELS = tuple(Level)


@dataclass(frozen=True)
class Signer:
    """The person whose signature the record carries beside the seal."""

    name: str
    organization: str


@dataclass(frozen=True)
class Attached:
    """A file embedded in a record."""

    name: str
    content: bytes
    description: str
    made_at: dt.datetime


def text_string(text: str) -> bytes:
    """A text as a PDF writes it (ISO 32000-1, 7.9.2.2): legibly where it is plain ASCII, otherwise in
    hexadecimal UTF-16 with a byte order mark.
    """
    if text.isascii() and text.isprintable():
        return b"(" + _SPECIAL.sub(rb"\\\g<0>", text.encode()) + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


_SPECIAL = re.compile(rb"[()\\]")
