"""For whom the people of a team act; each feature that gives mandates brings a finder for its own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

#: Gives, for some accounts of a team on a day, pairs of account and words on whom it acts for.
Finder = Callable[[int, Collection[int], dt.date], Iterable[tuple[int, str]]]
_FINDERS: list[Finder] = []


def finds_mandates(finder: Finder) -> Finder:
    """Register a function that finds for whom people act."""
    _FINDERS.append(finder)
    return finder


def mandates_of(team_id: int, user_ids: Collection[int], on: dt.date) -> Mapping[int, Sequence[str]]:
    """For whom some people of a team act on a day, in the reader's language, by account."""
    found: dict[int, list[str]] = defaultdict(list)
    for finder in _FINDERS if user_ids else ():
        for user_id, words in finder(team_id, user_ids, on):
            found[user_id].append(words)
    return found
