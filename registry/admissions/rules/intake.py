"""When a team takes applications: in windows with dates, or all year."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from registry.errors import N_, InvalidInput, RuleBroken

#: A day before this one is a typing error.
EARLIEST = dt.date(2000, 1, 1)
LATEST = dt.date(2100, 1, 1)


class Window(Protocol):
    """A period from its opening day to its closing day, inclusive."""

    @property
    def opens_on(self) -> dt.date: ...
    @property
    def closes_on(self) -> dt.date: ...


@dataclass(frozen=True)
class Intake:
    """What the public form says about the team's intake on a day."""

    is_open: bool
    #: Last day of the open window; None when applications are taken all year.
    until: dt.date | None = None
    #: When the intake opens next; None while it is open, or when that is not known.
    opens_next: dt.date | None = None


def check_window(opens_on: dt.date, closes_on: dt.date) -> None:
    """A window must not close before it opens."""
    for field, day in (("opens_on", opens_on), ("closes_on", closes_on)):
        if not EARLIEST <= day <= LATEST:
            raise InvalidInput(N_("Check the year."), field=field)
    if closes_on < opens_on:
        raise RuleBroken(
            N_("It closes before it opens. Give the opening day or a later one."), field="closes_on"
        )


def check_apart(opens_on: dt.date, closes_on: dt.date, others: Iterable[Window]) -> None:
    """Windows of a team must not overlap, so that an application belongs to one."""
    for other in others:
        if opens_on <= other.closes_on and other.opens_on <= closes_on:
            raise RuleBroken(
                N_("It overlaps the window from %(opens)s to %(closes)s."),
                field="opens_on",
                opens=other.opens_on.isoformat(),
                closes=other.closes_on.isoformat(),
            )


def window_on(windows: Iterable[Window], on: dt.date) -> Window | None:
    """The open window on a day."""
    return next((window for window in windows if window.opens_on <= on <= window.closes_on), None)


def intake_on(windows: Iterable[Window], *, all_year: bool, on: dt.date) -> Intake:
    """Whether applications are taken on a day, until when, or from when on."""
    known = list(windows)
    if all_year:
        return Intake(is_open=True)
    present = window_on(known, on)
    if present is not None:
        return Intake(is_open=True, until=present.closes_on)
    coming = [window.opens_on for window in known if window.opens_on > on]
    return Intake(is_open=False, opens_next=min(coming, default=None))
