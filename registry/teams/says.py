"""Changes in who has a say in a team; a feature above that has to tell of some brings a listener."""

import datetime as dt
import enum
from collections.abc import Callable
from dataclasses import dataclass

from registry.audit.services import Actor


class Say(enum.StrEnum):
    """What has changed."""

    COORDINATOR_NAMED = "coordinator_named"
    COORDINATOR_ENDED = "coordinator_ended"
    SEAT_GIVEN = "seat_given"
    SEAT_ENDED = "seat_ended"
    CHAIR_CHANGED = "chair_changed"


@dataclass(frozen=True)
class Change:
    """One change, and who made it."""

    what: Say
    team_id: int
    #: Whom it is about, or the seat.
    name: str
    #: Their account, where there is one.
    user_id: int | None
    actor: Actor
    now: dt.datetime
    #: The committee whose seat or chair it is; none where it is a role in the team.
    committee_id: int | None = None


Listener = Callable[[Change], None]
_LISTENERS: list[Listener] = []


def hears_changes(listener: Listener) -> Listener:
    """Register a function that is told of each change, in the same unit of work."""
    _LISTENERS.append(listener)
    return listener


def tell(change: Change) -> None:
    """Tell all who listen of a change that was just made."""
    for listener in _LISTENERS:
        listener(change)
