"""The hooks by which the feature that stores signatures says how many a version has, and of whom."""

import datetime as dt
from collections.abc import Callable

from registry.documents.models import Version

#: The number of partners' signatures that count for a version, including those that carry over from earlier
#: ones.
Counter = Callable[[Version], int]

_COUNTERS: list[Counter] = []

#: The partners that had signed a version on a day, or an earlier one whose signatures count for it.
Signers = Callable[[Version, dt.date], frozenset[int]]

_SIGNERS: list[Signers] = []


def count_signatures_with(counter: Counter) -> None:
    """Register the counter of signatures on a version."""
    _COUNTERS[:] = [counter]


def signatures_on(version: Version) -> int | None:
    """The number of signatures that an editorial successor would carry over; None without a counter."""
    return next((count(version) for count in _COUNTERS), None)


def names_signers_with(signers: Signers) -> Signers:
    """Register who tells which partners had signed a version."""
    _SIGNERS[:] = [signers]
    return signers


def signers_of(version: Version, on: dt.date) -> frozenset[int]:
    """The partners that a version bound by their signature on a day; none where signatures are not kept."""
    return next((signers(version, on) for signers in _SIGNERS), frozenset())
