"""The hook that counts the signatures on a version; the feature that stores signatures provides the
counter.
"""

from collections.abc import Callable

from registry.documents.models import Version

#: The number of partners' signatures that count for a version, including those that carry over from earlier
#: ones.
Counter = Callable[[Version], int]

_COUNTERS: list[Counter] = []


def count_signatures_with(counter: Counter) -> None:
    """Register the counter of signatures on a version."""
    _COUNTERS[:] = [counter]


def signatures_on(version: Version) -> int | None:
    """The number of signatures that an editorial successor would carry over; None without a counter."""
    return next((count(version) for count in _COUNTERS), None)
