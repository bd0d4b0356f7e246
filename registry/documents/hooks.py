"""How many signatures a version has: known to the feature that keeps them, which says so here."""

from collections.abc import Callable

from registry.documents.models import Version

#: How many partners' signatures stand on a version, those carried over from earlier ones among them.
Counter = Callable[[Version], int]

_COUNTERS: list[Counter] = []


def count_signatures_with(counter: Counter) -> None:
    """Say how signatures on a version are counted; documents knows no feature above it."""
    _COUNTERS[:] = [counter]


def signatures_on(version: Version) -> int | None:
    """How many signatures an editorial successor would carry over; None where nobody counts."""
    return next((count(version) for count in _COUNTERS), None)
