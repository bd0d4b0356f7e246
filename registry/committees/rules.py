"""Rules for seats and terms: no overlaps, visible vacancies, one chair."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from registry import dates
from registry.audit.rules.tags import Group, Tag
from registry.errors import N_, InvalidInput, RuleBroken
from registry.labels import Labelled

NAME_LENGTH = 200
TEXT_LENGTH = 5_000
REASON_LENGTH = 500
#: The most seats of a committee; more is a typing error.
MOST_SEATS = 60


class TermKind(Labelled):
    """Whether a person holds a seat or is its alternate; the hint explains the choice."""

    HOLDER = "holder", N_("holder"), "quiet", N_("Holds the seat")
    ALTERNATE = "alternate", N_("alternate"), "quiet", N_("Alternate, when the holder cannot come")


class Occasion(Labelled):
    """When an interest is declared; the hint explains the choice."""

    JOINING = "joining", N_("on joining"), "quiet", N_("On joining the committee")
    MEETING = "meeting", N_("at a meeting"), "quiet", N_("At a meeting")


class Period(Protocol):
    """A first day, and an end: the first day that is no longer covered; None when open."""

    @property
    def starts_on(self) -> dt.date: ...
    @property
    def ends_on(self) -> dt.date | None: ...


def covers(period: Period, on: dt.date) -> bool:
    """Whether a day lies in a period; its end day does not."""
    return period.starts_on <= on and (period.ends_on is None or on < period.ends_on)


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    begins, ends = max(one.starts_on, other.starts_on), _earlier(one.ends_on, other.ends_on)
    return ends is None or begins < ends


def left_of(period: Period, on: dt.date) -> tuple[dt.date, dt.date | None] | None:
    """What is left of a period from a day on: its first day and its end; None where nothing is."""
    if period.ends_on is not None and period.ends_on <= on:
        return None
    return max(period.starts_on, on), period.ends_on


def end_by(starts_on: dt.date, ends_on: dt.date | None, until: dt.date | None) -> dt.date | None:
    """The end of a period that ends by a day at the latest, and holds for one day at least."""
    if until is None or (ends_on is not None and ends_on <= until):
        return ends_on
    return max(until, dates.shifted(starts_on, 1))


def check_period(starts_on: dt.date, ends_on: dt.date | None) -> None:
    """A term must end after its first day."""
    if ends_on is not None and ends_on <= starts_on:
        raise RuleBroken(N_("It ends before it has begun: give a later day."), field="ends_on")


def check_free(period: Period, existing: Iterable[Period], *, field: str = "starts_on") -> None:
    """A new term must not overlap an existing one."""
    overlapping = next((period_there for period_there in existing if overlap(period, period_there)), None)
    if overlapping is not None:
        raise RuleBroken(
            N_("Somebody has this place from %(day)s already: end that term first."),
            field=field,
            day=overlapping.starts_on,
        )


def check_stands_in(period: Period, holders: Iterable[Period]) -> None:
    """An alternate needs somebody who holds the seat on the alternate's first day."""
    if not any(covers(holder, period.starts_on) for holder in holders):
        raise RuleBroken(
            N_("Nobody holds this seat on that day, so there is nobody to stand in for."), field="starts_on"
        )


def check_declared(*, nothing: bool, text: str) -> None:
    """A member declares an interest, or declares that there is none."""
    if nothing and text:
        raise RuleBroken(N_("Leave this empty where there is nothing to declare."), field="text")
    if not nothing and not text:
        raise InvalidInput(N_("Write what the interest is, or choose “Nothing to declare”."), field="text")


def check_not_ahead(declared_on: dt.date, today: dt.date) -> None:
    """A declaration must not be dated in the future."""
    if declared_on > today:
        raise RuleBroken(
            N_("This day lies ahead. Give the day of joining or of the meeting."), field="declared_on"
        )


def check_names(name_en: str, name_fr: str, *, field: str = "name_en") -> None:
    """A committee or seat needs a name in at least one language, none of them too long."""
    if not (name_en or name_fr):
        raise InvalidInput(N_("Enter a name, in one language at least."), field=field)
    if max(len(name_en), len(name_fr)) > NAME_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field=field, count=NAME_LENGTH)


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((day for day in (one, other) if day is not None), default=None)


class CommitteeEvent(Tag, group=Group.COMMITTEES):
    """Events of a committee, its seats and terms."""

    ADDED = "committee:added", N_("%(who)s named the committee %(what)s.")
    CHANGED = "committee:changed", N_("%(who)s changed the committee %(what)s.")
    CLOSED = "committee:closed", N_("%(who)s closed the committee %(what)s.")
    SEAT_ADDED = "seat:added", N_("%(who)s added a seat to %(what)s.")
    SEAT_CHANGED = "seat:changed", N_("%(who)s changed a seat of %(what)s.")
    SEAT_ENDED = "seat:ended", N_("%(who)s took away a seat of %(what)s.")
    SEAT_GIVEN = "seat:given", N_("%(who)s gave a seat of %(what)s to a person.")
    TERM_ENDED = "term:ended", N_("%(who)s ended a term on %(what)s.")
    TERM_STRUCK = "term:struck", N_("%(who)s struck out a term on %(what)s.")
    TERM_CORRECTED = "term:corrected", N_("%(who)s corrected a term on %(what)s.")
    CHAIR_SET = "chair:set", N_("%(who)s named the chair of %(what)s.")
    CHAIR_CORRECTED = "chair:corrected", N_("%(who)s corrected who has the chair of %(what)s.")
    INTEREST_DECLARED = "interest:declared", N_("%(who)s declared an interest on %(what)s.")
