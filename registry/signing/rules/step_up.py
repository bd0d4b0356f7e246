"""Second proofs at signing: which channel a code belongs to, how long a code is valid, how many attempts are
allowed.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from registry.errors import N_
from registry.labels import Labelled
from registry.teams.rules import StepUp

#: Digits of a code read out by telephone: a guess is right once in a hundred million times.
CODE_DIGITS = 8
CODE_LIFETIME = dt.timedelta(minutes=30)
MOST_TRIES = 5
#: Digits of a telephone number that are stored as evidence.
ENDING_DIGITS = 4

#: Digits of an authenticator app's code (RFC 6238, as configured here).
APP_DIGITS = 6
#: Attempts at an app's codes per request. Three of a million codes are valid at a time, so all attempts
#: together succeed in three of a hundred thousand cases.
MOST_APP_TRIES = 10

#: How long a directory's confirmation can be used to sign.
DIRECTORY_LIFETIME = dt.timedelta(minutes=30)
#: How long somebody may be away at the directory.
LONGEST_AWAY = dt.timedelta(minutes=15)

#: The channels whose proof is typed as a code.
TYPED = frozenset({StepUp.PHONE, StepUp.TOTP})


@dataclass(frozen=True)
class Given:
    """The second proof that a signatory has given."""

    #: The typed code.
    code: str = ""
    #: The token of a directory's confirmation, from the browser's session.
    token: str = ""


NOTHING = Given()


class CodeState(Labelled):
    """The state of a code; the hint is shown to a person who types a code that is no longer valid."""

    WAITING = "waiting", N_("waits"), "wait"
    USED = "used", N_("used"), "good", N_("This code has been used. Ask the coordinators to call again.")
    REVOKED = "revoked", N_("replaced")
    EXPIRED = (
        "expired",
        N_("expired"),
        "quiet",
        N_("This code is older than 30 minutes. Ask the coordinators to call again."),
    )
    TRIED_OUT = (
        "tried_out",
        N_("tried too often"),
        "bad",
        N_("This code was tried too often. Ask the coordinators to call again."),
    )


class Code(Protocol):
    """The facts of a code."""

    @property
    def used_at(self) -> dt.datetime | None: ...
    @property
    def revoked_at(self) -> dt.datetime | None: ...
    @property
    def expires_at(self) -> dt.datetime: ...
    @property
    def tries(self) -> int: ...


def state_of(code: Code, now: dt.datetime, *, judging: bool = False) -> CodeState:
    """The state of a code; with `judging`, the present attempt is already counted."""
    if code.used_at is not None:
        return CodeState.USED
    if code.revoked_at is not None:
        return CodeState.REVOKED
    if code.tries >= MOST_TRIES + judging:
        return CodeState.TRIED_OUT
    return CodeState.EXPIRED if now >= code.expires_at else CodeState.WAITING


def channel_of(digits: str, accepted: Collection[StepUp]) -> StepUp | None:
    """The channel that a typed code belongs to, by its number of digits; None when no code is accepted."""
    typed = TYPED.intersection(accepted)
    if len(typed) < len(TYPED):
        return next(iter(typed), None)
    return StepUp.TOTP if len(digits) == APP_DIGITS else StepUp.PHONE


def digits_of(typed: str) -> str:
    """The digits in typed text; spaces, dots and hyphens are separators."""
    bare = "".join(typed.split()).replace("-", "").replace(".", "")
    return bare if bare.isascii() and bare.isdecimal() else ""


def in_groups(digits: str) -> str:
    """A code for reading aloud: in groups of four."""
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def ending_of(number: str) -> str:
    """The last digits of a telephone number; empty when the number is too short to hide the rest."""
    digits = "".join(sign for sign in number if sign.isdecimal())
    return digits[-ENDING_DIGITS:] if len(digits) > ENDING_DIGITS else ""
