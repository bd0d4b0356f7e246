"""How days and moments are written for people, in pages, messages and records alike."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Flask, current_app
from flask_babel import format_date, get_locale

from registry.clock import local_date


def day(date: dt.date | None) -> str:
    """A date in words: 24 November 2026, 24 novembre 2026."""
    return format_date(date, "d MMMM y") if date else ""


def moment(at: dt.datetime | None, zone: str) -> str:
    """A moment in the team's zone, with the zone named."""
    if at is None:
        return ""
    pattern = "d MMMM y, HH:mm zzz"
    return format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=get_locale() or "en")


def local_day(at: dt.datetime | None, zone: str) -> str:
    """The date, in words, that a moment has in a zone."""
    return day(local_date(at, zone)) if at else ""


def exact_moment(at: dt.datetime | None, zone: str) -> str:
    """A moment to the second, for evidence."""
    if at is None:
        return ""
    pattern = "d MMMM y, HH:mm:ss zzzz"
    return format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=get_locale() or "en")


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
    return day(date - dt.timedelta(days=1)) if date else ""


def has_page(endpoint: str) -> bool:
    """Whether a page of this name exists, for navigation."""
    return endpoint in current_app.view_functions


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
