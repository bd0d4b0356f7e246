"""The only reader of the clock."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

_stopped_at: ContextVar[dt.datetime | None] = ContextVar("stopped_at", default=None)
_stopped_for_all: dt.datetime | None = None


@dataclass
class Asked:
    """What was asked of the clock: the moment, or only the date in some time zones."""

    is_moment: bool = False
    zones: set[str] = field(default_factory=set)


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    asked = _asked.get()
    if asked is not None:
        asked.is_moment = True
    return _moment()


def _moment() -> dt.datetime:
    return _stopped_at.get() or _stopped_for_all or dt.datetime.now(dt.UTC)


def today(zone: str) -> dt.date:
    """The date in a team's time zone (an IANA name such as America/Toronto)."""
    asked = _asked.get()
    if asked is not None:
        asked.zones.add(zone)
    return local_date(_moment(), zone)


def local_date(moment: dt.datetime, zone: str) -> dt.date:
    """The calendar date that a moment has in a team's time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


@contextmanager
def overheard() -> Iterator[Asked]:
    """Tell what is asked of the clock in this block: what was made in it may change with what was asked."""
    asked = Asked()
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


@contextmanager
def stopped_at(moment: dt.datetime) -> Iterator[None]:
    """Stop the clock at a moment, for demo data and tests.

    Every thread sees that moment until the block ends.
    """
    global _stopped_for_all
    token, before = _stopped_at.set(moment), _stopped_for_all
    _stopped_for_all = moment
    try:
        yield
    finally:
        _stopped_at.reset(token)
        _stopped_for_all = before
