"""What is said of a record's file: its level, who signs it, what goes inside, how its fields are called.

Nothing that renders or signs is imported with these values: a child process that examines a file starts twice
as fast without.
"""

import datetime as dt
import enum
from dataclasses import dataclass

SEAL_FIELD, SIGNATURE_FIELD = "seal", "signature"
#: How the fields of time stamps begin, which are appended afterwards; a number follows.
STAMP_FIELD = "time-stamp-"


class Level(enum.StrEnum):
    """PAdES baseline level of a record's signatures (ETSI EN 319 142-1)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    def is_below(self, other: "Level") -> bool:
        """Whether it proves less than another level."""
        return LEVELS.index(self) < LEVELS.index(other)


#: From the lowest to the highest.
LEVELS = tuple(Level)


@dataclass(frozen=True)
class Signer:
    """Whose signature the record carries, beside the seal."""

    name: str
    organization: str


@dataclass(frozen=True)
class Attached:
    """A file that goes inside a record."""

    name: str
    content: bytes
    description: str
    made_at: dt.datetime
