"""The hook for higher features: their pages that show the messages about a thing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from registry.security.actors import Actor


@dataclass(frozen=True)
class Beside:
    """A page that shows the messages about a thing."""

    endpoint: str
    #: What its address calls the number of the thing.
    number: str
    #: Whether somebody sees the confidential ones there: of a team, about the thing with a number, on a day.
    #: None where none is confidential. Raises `NotFound` where they may not know of the thing.
    shows_confidential: Callable[[int, int, Actor, dt.date], bool] | None = None


#: By the kind of thing, `conflict_case` of `conflict_case:7`.
BESIDE: dict[str, Beside] = {}
