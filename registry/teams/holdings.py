"""What a person holds in a team beside their role; each feature brings a finder for its own.

Seats and representations end with the role where the coordinator so chooses; what only waits for the person,
such as an open case, is told.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from registry.teams.acting import Person


@dataclass(frozen=True)
class Holding:
    """One thing a person holds, or that waits for them."""

    words: str
    #: Ends it from a day on; none where it only waits for somebody to do it in their place.
    end: Callable[[dt.date, Person, dt.datetime], None] | None = None


#: Gives what an account holds in a team on a day or later.
Finder = Callable[[int, int, dt.date], Iterable[Holding]]
_FINDERS: list[Finder] = []


def finds_holdings(finder: Finder) -> Finder:
    """Register a function that finds what people hold."""
    _FINDERS.append(finder)
    return finder


def holdings_of(team_id: int, user_id: int, on: dt.date) -> list[Holding]:
    """What a person holds in a team on a day or later, in the reader's language."""
    return [holding for finder in _FINDERS for holding in finder(team_id, user_id, on)]
