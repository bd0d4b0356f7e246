"""The fate of a message, and when a failed one is retried."""

import datetime as dt
from zoneinfo import ZoneInfo

from registry.errors import N_
from registry.labels import Labelled
from registry.moves import Moves

#: Waiting time after each failed attempt; after the last one the message counts as failed.

RETRY_AFTER = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
    dt.timedelta(hours=24),
)

#: How long nothing is sent after the server could not be reached or accepted nothing.
PAUSE = dt.timedelta(minutes=5)

#: How long a message waits after an answer about the sender or the settings; others are tried before it.
KEPT_WAIT = dt.timedelta(minutes=15)

#: How long a message waits for the record that is attached to it.
NOT_READY_WAIT = dt.timedelta(minutes=1)

#: Reminders are sent from this hour on, in the reader's time zone: nobody gets them at night.
REMINDER_HOUR = 9


def may_remind(now: dt.datetime, zone: str) -> bool:
    """Whether it is late enough in the day, in a team's time zone, to send reminders."""
    return now.astimezone(ZoneInfo(zone)).hour >= REMINDER_HOUR


class Fate(Labelled):
    """The fate of a message."""

    PLANNED = "planned", N_("Planned"), "info"
    SENT = "sent", N_("Sent"), "good"
    REFUSED = "refused", N_("Not taken by the server"), "bad"  #: for good
    FAILED = "failed", N_("Given up"), "bad"  #: after the last attempt
    BOUNCED = "bounced", N_("Came back"), "bad"  #: marked by a coordinator
    CANCELLED = "cancelled", N_("Not needed any more")  #: its subject ended before it was sent
    LEFT_OUT = "left-out", N_("Left out of this mail")  #: by the person who sent it, with a reason


#: A message that was sent or given up keeps its fate.
MOVES = Moves(
    {
        Fate.PLANNED: {Fate.SENT, Fate.REFUSED, Fate.FAILED, Fate.CANCELLED},
        Fate.SENT: {Fate.BOUNCED},
        Fate.REFUSED: set(),
        Fate.FAILED: set(),
        Fate.BOUNCED: set(),
        Fate.LEFT_OUT: set(),
        Fate.CANCELLED: {Fate.SENT},  # cancelled while the server was already receiving it
    },
    lambda _now, _then: N_("This message can no longer change: its fate is settled."),
)

#: Fates of messages that did not arrive; they can be sent again as a new message.
LOST = frozenset({Fate.REFUSED, Fate.FAILED, Fate.BOUNCED})


def next_try(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """When to retry after `attempts` failures; None to give up."""
    if attempts > len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[attempts - 1]
