"""Sentences of the catalogue, and what goes into them in the reader's language."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from flask_babel import get_locale, gettext

_FIRST = re.compile(r"\A1 ")

#: Days that stay in words once they were written: some years of them, in two languages.
MOST_DAYS = 4096


class Words(str):
    """A value inside a sentence that is itself a catalogue text."""

    __slots__ = ()


def language_read() -> str:
    """The language of the current reader: `en` or `fr`."""
    locale = get_locale()
    return locale.language if locale else "en"


def sentence(message: str, values: Mapping[str, Any]) -> str:
    """The catalogue's sentence in the reader's language, with days and catalogue texts among its values in
    that language too; needs a request or a forced locale.
    """
    return gettext(message, **said(values))


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are said in the reader's language; without a reader, in English."""
    return {name: _in_language(value) for name, value in values.items()}


def in_words(day: dt.date) -> str:
    """A date in the reader's language: 24 November 2026, 24 novembre 2026, 1er décembre 2026."""
    return _in_words(day, language_read())


def all_of(names: Sequence[str]) -> str:
    """Names in a row: PDF, PNG and JPEG; PDF, PNG et JPEG."""
    return _in_a_row(names, "standard")


def one_of(names: Sequence[str]) -> str:
    """Names to choose from: PDF, PNG or JPEG; PDF, PNG ou JPEG."""
    return _in_a_row(names, "or")


def _in_a_row(names: Sequence[str], style: Literal["standard", "or"]) -> str:
    return format_list(names, style=style, locale=Locale(language_read(), "CA"))


@lru_cache(MOST_DAYS)
def _in_words(day: dt.date, language: str) -> str:
    return first_of_month(format_date(day, "d MMMM y", locale=language), language)


def first_of_month(text: str, language: str) -> str:
    """In French the first day of a month is an ordinal: 1er décembre."""
    return _FIRST.sub("1er ", text) if language == "fr" else text


def _in_language(value: Any) -> Any:
    if isinstance(value, Words):
        return gettext(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return in_words(value)
    return value
