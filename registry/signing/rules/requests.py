"""How long a request to sign stays open."""

import datetime as dt
from zoneinfo import ZoneInfo

from registry import dates

#: A link lives this long after the campaign's date, or after sending where there is none (domain, signing).
DAYS_AFTER_DUE = 30
DAYS_WITHOUT_DUE = 45
#: And at least this long beyond a day given by its board.
DAYS_AFTER_BOARD = 30

#: One may ask for a new link this often.
RENEWAL_PAUSE = dt.timedelta(minutes=15)


def expires_at(
    *, asked_at: dt.datetime, due_on: dt.date | None, board_until: dt.date | None = None, zone: str
) -> dt.datetime:
    """When a link dies: at the end of a day in the team's zone."""
    local = asked_at.astimezone(ZoneInfo(zone)).date()
    by_asking = dates.shifted(local, DAYS_WITHOUT_DUE)
    last = dates.shifted(due_on, DAYS_AFTER_DUE) if due_on else by_asking
    if due_on and last <= local:  # asked again long after the date: the link must still live
        last = by_asking
    end = _end_of(last, zone)
    return max(end, board_expiry(board_until, zone)) if board_until else end


def board_expiry(until: dt.date, zone: str) -> dt.datetime:
    """How long at least a link lives that is with a board until a day."""
    return _end_of(dates.shifted(until, DAYS_AFTER_BOARD), zone)


def _end_of(day: dt.date, zone: str) -> dt.datetime:
    return dates.midnight(dates.shifted(day, 1), zone)
