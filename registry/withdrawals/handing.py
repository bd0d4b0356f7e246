"""What a line of a hand-over list is."""

import enum
from dataclasses import dataclass, field
from typing import Any


class Kind(enum.StrEnum):
    """What a line of the list is about."""

    SEAT = "seat"
    DECISION = "decision"
    TASK = "task"
    CASE = "case"
    SHARE = "share"
    REQUEST = "request"
    PROMISE = "promise"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True)
class Line:
    """One thing to hand over, in both languages, and the page on which more is said."""

    kind: Kind
    text: dict[str, str]
    endpoint: str = ""
    place: dict[str, Any] = field(default_factory=dict)
    #: What stands on a paper in its stead; the same where it is empty.
    on_paper: dict[str, str] = field(default_factory=dict)
    #: On no paper and in no list that is kept: who may know of it is its own affair.
    is_confidential: bool = False
