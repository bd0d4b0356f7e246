"""How days and moments are written for people, in pages, messages and records alike."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime
from flask import Flask, current_app
from flask_babel import get_locale

from registry import dates
from registry.clock import local_date


def language_read() -> str:
    """The language that is read now: `en` or `fr`."""
    return str(get_locale() or "en")[:2]


def day(date: dt.date | None) -> str:
    """A date in words: 24 November 2026, 24 novembre 2026, 1er décembre 2026."""
    return dates.in_words(date) if date else ""


def moment(at: dt.datetime | None, zone: str) -> str:
    """A moment in the team's zone, with the zone named."""
    return _in_zone(at, zone, "d MMMM y, HH:mm zzz") if at else ""


def local_day(at: dt.datetime | None, zone: str) -> str:
    """The date, in words, that a moment has in a zone."""
    return day(local_date(at, zone)) if at else ""


def exact_moment(at: dt.datetime | None, zone: str) -> str:
    """A moment to the second, for evidence."""
    return _in_zone(at, zone, "d MMMM y, HH:mm:ss zzzz") if at else ""


def both_zones(at: dt.datetime | None, zone: str) -> str:
    """A moment to the second in UTC and in the team's zone, for evidence; empty where there is none."""
    if at is None:
        return ""
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC ({exact_moment(at, zone)})"


def last_day(at: dt.datetime | None, zone: str) -> str:
    """The last whole day before a moment at which something ends, in the team's zone."""
    if at is None:
        return ""
    return day((at - dt.timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date())


def day_before(date: dt.date | None) -> str:
    """The last day of what is over on a date, in words."""
    return day(dates.shifted(date, -1)) if date else ""


def has_page(endpoint: str) -> bool:
    """Whether a page of this name exists, for navigation."""
    return endpoint in current_app.view_functions


def _in_zone(at: dt.datetime, zone: str, pattern: str) -> str:
    """A moment by a pattern, in the language that is read, with zones as Canada calls them."""
    language = language_read()
    words = format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=Locale(language, "CA"))
    return dates.first_of_month(words, language)


def add_to(app: Flask) -> None:
    """Register the filters, and what templates ask for."""
    filters: dict[str, Any] = {
        "day": day,
        "day_before": day_before,
        "moment": moment,
        "local_day": local_day,
        "exact_moment": exact_moment,
        "last_day": last_day,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["has_page"] = has_page
