"""Codes read out by telephone: how long one is, how long it lives, how often it may be tried."""

import datetime as dt
import enum
from typing import Protocol

#: Digits of a code: one guess in a hundred million.
CODE_DIGITS = 8
CODE_LIFETIME = dt.timedelta(minutes=30)
MOST_TRIES = 5
#: Digits of a telephone number that evidence keeps.
ENDING_DIGITS = 4


class CodeState(enum.StrEnum):
    """What has become of a code."""

    WAITING = "waiting"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    TRIED_OUT = "tried_out"


class Code(Protocol):
    """What is known of a code."""

    @property
    def used_at(self) -> dt.datetime | None: ...
    @property
    def revoked_at(self) -> dt.datetime | None: ...
    @property
    def expires_at(self) -> dt.datetime: ...
    @property
    def tries(self) -> int: ...


def state_of(code: Code, now: dt.datetime, *, judging: bool = False) -> CodeState:
    """What has become of a code; while a try is judged, that try is counted already."""
    if code.used_at is not None:
        return CodeState.USED
    if code.revoked_at is not None:
        return CodeState.REVOKED
    if code.tries >= MOST_TRIES + judging:
        return CodeState.TRIED_OUT
    return CodeState.EXPIRED if now >= code.expires_at else CodeState.WAITING


def digits_of(typed: str) -> str:
    """The digits of what was typed; spaces, dots and hyphens are how people set numbers apart."""
    bare = "".join(typed.split()).replace("-", "").replace(".", "")
    return bare if bare.isascii() and bare.isdecimal() else ""


def in_groups(digits: str) -> str:
    """A code as it is read out: in groups of four."""
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def ending_of(number: str) -> str:
    """The last digits of a telephone number; empty where too few are known to keep the rest unsaid."""
    digits = "".join(sign for sign in number if sign.isdecimal())
    return digits[-ENDING_DIGITS:] if len(digits) > ENDING_DIGITS else ""
