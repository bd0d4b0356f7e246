"""The hook for higher features: their pages that show the messages about a thing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from registry.security.actors import Actor


@dataclass(frozen=True)
class Beside:
    """A page that shows the messages about a thing."""

    endpoint: str
    #: The name of the thing's number in the address of the page.
    number: str
    #: Whether a person sees confidential messages there; called with team, number of the thing, person and
    #: day. None when none of them is confidential. Raises `NotFound` when the person must not know of the
    #: thing.
    shows_confidential: Callable[[int, int, Actor, dt.date], bool] | None = None


#: By the kind of thing: `conflict_case` for `conflict_case:7`.
BESIDE: dict[str, Beside] = {}
