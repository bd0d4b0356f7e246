"""The fate of a message, and when a failed one is tried again."""

import datetime as dt
from zoneinfo import ZoneInfo

from registry.errors import N_
from registry.labels import Labelled
from registry.moves import Moves

#: Waiting time after each failed try; after the last the message counts as failed.

RETRY_AFTER = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
    dt.timedelta(hours=24),
)

#: How long the server is left alone after it could not be reached, or would take nothing.
PAUSE = dt.timedelta(minutes=5)

#: How long a message is kept that met what is about the sender or the set-up: others are tried before it.
KEPT_WAIT = dt.timedelta(minutes=15)

#: How long a message waits for a record that goes with it.
NOT_READY_WAIT = dt.timedelta(minutes=1)

#: Reminders wait for this hour in the reader's zone: nobody is written to at night.
REMINDER_HOUR = 9


def may_remind(now: dt.datetime, zone: str) -> bool:
    """Whether it is late enough in the day, in a team's zone, to remind somebody."""
    return now.astimezone(ZoneInfo(zone)).hour >= REMINDER_HOUR


class Fate(Labelled):
    """What became of a message."""

    PLANNED = "planned", N_("Planned"), "info"
    SENT = "sent", N_("Sent"), "good"
    REFUSED = "refused", N_("Refused by the server"), "bad"  #: for good
    FAILED = "failed", N_("Given up"), "bad"  #: after the last try
    BOUNCED = "bounced", N_("Came back"), "bad"  #: marked by the coordinator
    CANCELLED = "cancelled", N_("Not needed any more")  #: what it was about ended before it left


#: Which fates may follow which; a message that has left or was given up stays so.
MOVES = Moves(
    {
        Fate.PLANNED: {Fate.SENT, Fate.REFUSED, Fate.FAILED, Fate.CANCELLED},
        Fate.SENT: {Fate.BOUNCED},
        Fate.REFUSED: set(),
        Fate.FAILED: set(),
        Fate.BOUNCED: set(),
        Fate.CANCELLED: {Fate.SENT},  # it ended while the server was already given it
    },
    lambda _now, _then: N_("This message can no longer change: its fate is settled."),
)

#: What did not arrive, and may be sent again as a new message.
LOST = frozenset({Fate.REFUSED, Fate.FAILED, Fate.BOUNCED})


def next_try(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """When to try again after `attempts` failures, or None when it is given up."""
    if attempts > len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[attempts - 1]
