"""Seats and those who hold them: terms that do not overlap, vacancies that are shown, one chair."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled

NAME_LENGTH = 200
TEXT_LENGTH = 5_000
REASON_LENGTH = 500
#: Seats that a committee may have; a table nobody could sit at is a slip.
MOST_SEATS = 60


class TermKind(Labelled):
    """Whether a person holds a seat or stands in for who holds it; the hint says it where that is chosen."""

    HOLDER = "holder", N_("holder"), "quiet", N_("Holds the seat")
    ALTERNATE = "alternate", N_("alternate"), "quiet", N_("Alternate, when the holder cannot come")


class Occasion(Labelled):
    """When an interest is declared; the hint says it where that is chosen."""

    JOINING = "joining", N_("on joining"), "quiet", N_("On joining the committee")
    MEETING = "meeting", N_("at a meeting"), "quiet", N_("At a meeting")


class Period(Protocol):
    """Time with a first day and a day on which it is over already; none where the end is open."""

    @property
    def starts_on(self) -> dt.date: ...
    @property
    def ends_on(self) -> dt.date | None: ...


def covers(period: Period, on: dt.date) -> bool:
    """Whether a day lies in a period; the day it ends on no longer does."""
    return period.starts_on <= on and (period.ends_on is None or on < period.ends_on)


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    begins, ends = max(one.starts_on, other.starts_on), _earlier(one.ends_on, other.ends_on)
    return ends is None or begins < ends


def check_period(starts_on: dt.date, ends_on: dt.date | None) -> None:
    """A term ends after the day it begins."""
    if ends_on is not None and ends_on <= starts_on:
        raise RuleBroken(N_("It ends before it has begun: give a later day."), field="ends_on")


def check_free(period: Period, taken: Iterable[Period], *, field: str = "starts_on") -> None:
    """One person at a time: a new term touches none that is there."""
    there = next((one for one in taken if overlap(period, one)), None)
    if there is not None:
        raise RuleBroken(
            N_("Somebody has this place from %(day)s already: end that term first."),
            field=field,
            day=there.starts_on.isoformat(),
        )


def check_stands_in(period: Period, holders: Iterable[Period]) -> None:
    """An alternate stands in for somebody: the seat is held on the day the alternate begins."""
    if not any(covers(one, period.starts_on) for one in holders):
        raise RuleBroken(
            N_("Nobody holds this seat on that day, so there is nobody to stand in for."), field="starts_on"
        )


def check_declared(*, nothing: bool, text: str) -> None:
    """A member declares an interest, or that there is none."""
    if nothing and text:
        raise RuleBroken(N_("Leave this empty where there is nothing to declare."), field="text")
    if not nothing and not text:
        raise InvalidInput(N_("Write what the interest is, or choose “Nothing to declare”."), field="text")


def check_not_ahead(declared_on: dt.date, today: dt.date) -> None:
    """A declaration is dated with the day it was made."""
    if declared_on > today:
        raise RuleBroken(
            N_("This day lies ahead. Give the day of joining or of the meeting."), field="declared_on"
        )


def check_names(name_en: str, name_fr: str, *, field: str = "name_en") -> None:
    """A committee or a seat has a name in one language at least, and none that is too long."""
    if not (name_en or name_fr):
        raise InvalidInput(N_("Enter a name, in one language at least."), field=field)
    if max(len(name_en), len(name_fr)) > NAME_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field=field, count=NAME_LENGTH)


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((day for day in (one, other) if day is not None), default=None)
