"""Days and moments as people write them, in both languages."""

import datetime as dt

import pytest
from flask_babel import force_locale

from registry import dates

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SUMMER = dt.datetime(2026, 8, 1, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "on", "words"),
    [
        ("en", dt.date(2026, 12, 1), "1 December 2026"),
        ("fr", dt.date(2026, 12, 1), "1er décembre 2026"),
        ("fr", dt.date(2026, 12, 11), "11 décembre 2026"),
        ("fr", dt.date(2026, 12, 21), "21 décembre 2026"),
    ],
)
def test_french_counts_the_first_of_a_month(app, language, on, words):
    with app.test_request_context(), force_locale(language):
        assert dates.day(on) == words


@pytest.mark.parametrize(
    ("language", "words"), [("en", "1 August 2026, 11:00 EDT"), ("fr", "1er août 2026, 11:00 HAE")]
)
def test_zones_are_called_as_in_canada(app, language, words):
    with app.test_request_context(), force_locale(language):
        assert dates.moment(SUMMER, "America/Toronto") == words
