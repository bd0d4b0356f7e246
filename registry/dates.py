"""Days as people write and read them: one parser for forms, addresses, lists and commands, with its
bounds.
"""

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime

from registry.clock import local_date
from registry.errors import N_, InvalidInput
from registry.labels import Labelled
from registry.sentences import first_of_month, in_words, language_read

#: The longest notation of a day, in characters, with some reserve.
LONGEST = 60
#: Older than any partnership; an earlier day is a typing error.
EARLIEST = dt.date(1900, 1, 1)
#: An earlier year is a typing error: browsers send 0024 for a typed 24.
FIRST_YEAR = 1000

#: Moments that stay in words once they were written: those of some hundred pages.
MOST_MOMENTS = 4096

#: How many years ahead a due date may be, and how many years ahead something may be in force.
_DUE_AHEAD, _HOLDS_AHEAD = 5, 20
_FAR_AHEAD = dt.date(2199, 12, 31)

_MONTHS: Sequence[frozenset[str]] = [
    frozenset(words.split())
    for words in (
        "january jan janvier janv",
        "february feb fevrier fevr fev",
        "march mar mars",
        "april apr avril avr",
        "may mai",
        "june jun juin",
        "july jul juillet juil",
        "august aug aout",
        "september sept sep septembre",
        "october oct octobre",
        "november nov novembre",
        "december dec decembre",
    )
]
_WEEKDAYS: Sequence[frozenset[str]] = [
    frozenset(words.split())
    for words in (
        "monday mon lundi lun",
        "tuesday tue tues mardi",
        "wednesday wed mercredi mer",
        "thursday thu thurs jeudi jeu",
        "friday fri vendredi ven",
        "saturday sat samedi sam",
        "sunday sun dimanche dim",
    )
]
#: Words beside the numbers: le 1er avril, the 1st of April, le 2e jour de.
_FILLERS = frozenset(["le", "the", "of", "de", "du", "st", "nd", "rd", "th", "er", "e"])
_WORDS_AND_NUMBERS = re.compile(r"[0-9]+|[a-z]+")
_A_DAY = re.compile(r"[a-z0-9]+(?:[ ,./'-]+[a-z0-9]+)*[.,]?")
#: Dashes, quotes and signs by which word processors replace plain ones, and invisible characters.
_PLAIN = str.maketrans(
    {**dict.fromkeys("‐‑‒–—−", "-"), "’": "'", **dict.fromkeys("\u200b\u200e\u200f\ufeff")}
)
#: Midnight after a day, as spreadsheet programs write it.
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?\Z")


class Order(Labelled):
    """Whether the day or the month comes first in a date of numbers, when that is known."""

    DAY_FIRST = "day", N_("Day first: 4 May 2019")
    MONTH_FIRST = "month", N_("Month first: 5 April 2019")


class NotADay(InvalidInput):
    """The typed text is not an existing day, or its year does not have four digits."""


class Unclear(NotADay):
    """The typed text can mean two days, such as 04/05/2019. The parser never guesses: the person is asked."""

    def __init__(self, typed: str, by_day: dt.date, by_month: dt.date) -> None:
        super().__init__(
            N_(
                "“%(typed)s” can be %(by_day)s or %(by_month)s. "
                "Write the month as a word, or the day as %(iso)s or %(other)s."
            ),
            typed=typed,
            by_day=by_day,
            by_month=by_month,
            iso=by_day.isoformat(),
            other=by_month.isoformat(),
        )
        self.by_day = by_day
        self.by_month = by_month


class OutOfBounds(InvalidInput):
    """The day exists but lies outside the allowed bounds."""


@dataclass(frozen=True)
class Bounds:
    """The first and last allowed day, and the message for a day before or after them."""

    first: dt.date
    last: dt.date
    too_early: str = N_("Check the year: the earliest day is %(first)s.")
    too_late: str = N_("Check the year: the latest day is %(last)s.")


class Meaning(enum.Enum):
    """What a day stands for, such as a due date or a past event; this decides how early and how late it may
    be.
    """

    #: Something that was done, said, signed or paid.
    HAPPENED = enum.auto()
    #: Something wanted, promised or announced: a few years ahead at most.
    DUE = enum.auto()
    #: The first or last day of something in force: a tier, a seat, a name, a right. In the past or the
    #: future.
    HOLDS = enum.auto()
    #: The day as of which somebody views the register.
    ASKED = enum.auto()

    def bounds(self, today: dt.date) -> Bounds:
        """The allowed days, given today's date."""
        match self:
            case Meaning.HAPPENED:
                too_late = N_("This day lies ahead. The latest day is today, %(last)s.")
                return Bounds(EARLIEST, today, too_late=too_late)
            case Meaning.DUE:
                too_early = N_("This day has passed. The earliest day is today, %(first)s.")
                return Bounds(today, _years_after(today, _DUE_AHEAD), too_early=too_early)
            case Meaning.HOLDS:
                return Bounds(EARLIEST, _years_after(today, _HOLDS_AHEAD))
            case Meaning.ASKED:
                return Bounds(EARLIEST, _FAR_AHEAD)


def read(text: str, order: Order | None = None) -> dt.date:
    """Parse a typed day: 2019-04-01, 1 avril 2019, April 1, 2019, 25/04/2019.

    `order` says which number is the day, when that is known. Otherwise raises `Unclear` when the text can
    mean two existing days, and `NotADay` when it means none.
    """
    typed = text.strip()
    parts = _parts(typed)
    months = [month for part in parts if (month := _place(part, _MONTHS))]
    weekdays = [weekday for part in parts if (weekday := _place(part, _WEEKDAYS))]
    numbers = [part for part in parts if part.isdecimal()]
    if len(parts) != len(numbers) + len(months) + len(weekdays) or len(weekdays) > 1:
        raise _no_day(typed)
    day = _with_word(typed, numbers, months[0]) if len(months) == 1 else _of_numbers(typed, numbers, order)
    if len(months) > 1 or (weekdays and day.isoweekday() != weekdays[0]):
        raise _no_day(typed)
    return day


def check(day: dt.date, meaning: Meaning, *, today: dt.date, field: str | None = None) -> None:
    """Check that a day lies within the bounds of its meaning. Raises `OutOfBounds` on the field."""
    bounds = meaning.bounds(today)
    if day < bounds.first:
        raise OutOfBounds(bounds.too_early, field=field, first=bounds.first)
    if day > bounds.last:
        raise OutOfBounds(bounds.too_late, field=field, last=bounds.last)


def shifted(day: dt.date, days: int) -> dt.date:
    """The day a number of days later (or earlier), clamped to the range of `datetime.date`.

    Rows may contain any day; without clamping, some would make pages and tasks fail.
    """
    latest = dt.date.max.toordinal()
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), latest))


def midnight(day: dt.date, zone: str) -> dt.datetime:
    """The moment, in UTC, at which a day begins in a zone (an IANA name such as America/Toronto)."""
    within = min(max(day, shifted(dt.date.min, 1)), shifted(dt.date.max, -1))
    return dt.datetime.combine(within, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def _years_after(day: dt.date, years: int) -> dt.date:
    """The same day a number of years later; 28 February for 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def _parts(typed: str) -> list[str]:
    """The words and numbers of a typed day, case-folded, without punctuation and ordinal endings."""
    if len(typed) > LONGEST:
        raise _no_day(f"{typed[:LONGEST]}…")
    composed = unicodedata.normalize("NFKD", _MIDNIGHT.sub("", typed).translate(_PLAIN)).casefold()
    folded = " ".join("".join(sign for sign in composed if not unicodedata.combining(sign)).split())
    if not _A_DAY.fullmatch(folded):
        raise _no_day(typed)
    return [part for part in _WORDS_AND_NUMBERS.findall(folded) if part not in _FILLERS]


def _place(part: str, words: Sequence[frozenset[str]]) -> int:
    """The number, from 1, of the month or weekday that a word names; 0 when it names none."""
    return next((place for place, names in enumerate(words, start=1) if part in names), 0)


def _with_word(typed: str, numbers: Sequence[str], month: int) -> dt.date:
    """Parse a day with the month in words: 1 avril 2019, April 1, 2019, 2019 April 1."""
    if len(numbers) != 2:
        raise _no_day(typed)
    day, year = sorted(numbers, key=len)
    return _date(typed, year, month, day)


def _of_numbers(typed: str, numbers: Sequence[str], order: Order | None) -> dt.date:
    """Parse a day of three numbers: 2019-04-01 when the year comes first, otherwise by `order`."""
    if len(numbers) != 3:
        raise _no_day(typed)
    one, two, three = numbers
    if len(one) > 2:
        return _date(typed, one, int(two), three)
    if order is Order.DAY_FIRST:
        return _date(typed, three, int(two), one)
    if order is Order.MONTH_FIRST or int(two) > 12:
        return _date(typed, three, int(one), two)
    by_day = _date(typed, three, int(two), one)
    if int(one) > 12 or one == two:
        return by_day
    by_month = _date(typed, three, int(one), two)
    if by_day != by_month:
        raise Unclear(typed, by_day, by_month)
    return by_day


def _date(typed: str, year: str, month: int, day: str) -> dt.date:
    if len(day) > 2:
        raise _no_day(typed)
    if len(year) != 4 or int(year) < FIRST_YEAR:
        raise NotADay(N_("“%(typed)s”: write the year with four digits, such as 2026."), typed=typed)
    try:
        return dt.date(int(year), month, int(day))
    except ValueError as error:
        raise _no_day(typed) from error


def _no_day(typed: str) -> NotADay:
    return NotADay(N_("“%(typed)s” is not a day. Write it as 2026-11-24 or 24 November 2026."), typed=typed)


def day(date: dt.date | None) -> str:
    """A date in words: 24 November 2026, 24 novembre 2026, 1er décembre 2026."""
    return in_words(date) if date else ""


def moment(at: dt.datetime | None, zone: str) -> str:
    """A moment in the team's time zone, with the name of the zone."""
    return _in_zone(at, zone, "d MMMM y, HH:mm zzz") if at else ""


def local_day(at: dt.datetime | None, zone: str) -> str:
    """The local date of a moment in a time zone, in words."""
    return day(local_date(at, zone)) if at else ""


def exact_moment(at: dt.datetime | None, zone: str) -> str:
    """A moment with seconds, for evidence."""
    return _in_zone(at, zone, "d MMMM y, HH:mm:ss zzzz") if at else ""


def both_zones(at: dt.datetime | None, zone: str) -> str:
    """A moment with seconds, in UTC and in the team's time zone, for evidence; empty when there is no
    moment.
    """
    if at is None:
        return ""
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC ({exact_moment(at, zone)})"


def last_day(at: dt.datetime | None, zone: str) -> str:
    """The last whole day, in the team's time zone, before the moment at which something ends."""
    if at is None:
        return ""
    return day((at - dt.timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date())


def day_before(date: dt.date | None) -> str:
    """The day before a date, in words: the last day of something that has ended on the date."""
    return day(shifted(date, -1)) if date else ""


def _in_zone(at: dt.datetime, zone: str, pattern: str) -> str:
    """Format a moment by a pattern in the reader's language, with the Canadian names of time zones."""
    return _written(at, zone, pattern, language_read())


@lru_cache(MOST_MOMENTS)
def _written(at: dt.datetime, zone: str, pattern: str, language: str) -> str:
    text = format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=Locale(language, "CA"))
    return first_of_month(text, language)
