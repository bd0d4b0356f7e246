"""Days and moments as people write and read them: what is read, asked about and refused."""

import datetime as dt
from contextlib import suppress

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from registry import dates
from registry.dates import Meaning, Order
from registry.sentences import in_words

TODAY = dt.date(2026, 11, 24)
APRIL_1 = dt.date(2019, 4, 1)
EVERY_DAY = st.dates(dt.date(dates.FIRST_YEAR, 1, 1), dt.date.max)

SUMMER = dt.datetime(2026, 8, 1, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "2019-04-01",
        "2019/4/1",
        "2019.04.01",
        "2019-04-01 00:00:00",
        "2019-04-01T00:00:00.000",
        "2019‑04‑01",
        "1 avril 2019",
        "1er avril 2019",
        "1ᵉʳ avril 2019",
        "le 1er avril 2019",
        "lundi 1er avril 2019",
        "\u202f1\u00a0AVRIL\u202f2019.",
        "1 avr. 2019",
        "April 1, 2019",
        "Monday, April 1st, 2019",
        "the 1st of April 2019",
        "Apr 1 2019",
        "1-Apr-2019",
        "2019 April 1",
    ],
)
def test_a_day_is_read_as_people_write_it(typed):
    assert dates.read(typed) == APRIL_1


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("25/04/2019", dt.date(2019, 4, 25)),
        ("04/25/2019", dt.date(2019, 4, 25)),
        ("25.4.2019", dt.date(2019, 4, 25)),
        ("5/5/2019", dt.date(2019, 5, 5)),
        ("29 février 2024", dt.date(2024, 2, 29)),
        ("15 août 2020", dt.date(2020, 8, 15)),
        ("12 déc. 2020", dt.date(2020, 12, 12)),
        ("9999-12-31", dt.date.max),
    ],
)
def test_numbers_are_read_where_they_can_mean_one_day_only(typed, day):
    assert dates.read(typed) == day


@pytest.mark.parametrize("typed", ["04/05/2019", "4-5-2019", "04.05.2019", "4 5 2019"])
def test_an_order_that_is_not_plain_is_asked_about_and_never_guessed(typed):
    with pytest.raises(dates.Unclear) as caught:
        dates.read(typed)
    assert (caught.value.by_day, caught.value.by_month) == (dt.date(2019, 5, 4), dt.date(2019, 4, 5))


@pytest.mark.parametrize(
    ("order", "day"),
    [(Order.DAY_FIRST, dt.date(2019, 5, 4)), (Order.MONTH_FIRST, dt.date(2019, 4, 5))],
)
def test_an_order_that_is_known_is_kept_to(order, day):
    assert dates.read("04/05/2019", order) == day


@pytest.mark.parametrize("typed", ["25/04/2019", "2019-04-25", "25 avril 2019"])
def test_an_order_that_is_known_turns_no_other_day_round(typed):
    assert dates.read(typed, Order.DAY_FIRST) == dt.date(2019, 4, 25)


def test_a_day_that_an_order_does_not_allow_is_refused():
    with pytest.raises(dates.NotADay):
        dates.read("25/04/2019", Order.MONTH_FIRST)


@pytest.mark.parametrize(
    "typed", ["0024-11-24", "24-11-24", "24/11/24", "24 nov. 24", "1 avril 24", "04/05/19"]
)
def test_the_year_24_is_refused_in_words(typed):
    with pytest.raises(dates.NotADay, match="write the year with four digits") as caught:
        dates.read(typed)
    assert not isinstance(caught.value, dates.Unclear)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "x", "today", "2019", "avril 2019", "20190401", "2019-04-01-02", "-2019-04-01"),
        *("2019-02-29", "2019-13-01", "2019-00-01", "31 April 2019", "0 avril 2019", "13/13/2019"),
        *("1 avril mai 2019", "mardi 1er avril 2019", "lundi mardi 1er avril 2019", "275760-01-01"),
        *("0001-01-01", "2019-04-01; 2019-04-02", "2019-04-01 13:00", "١٢/٣/٢٠٢٠", "1" * 5_000),
    ],
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(dates.NotADay):
        dates.read(typed)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=80))
def test_whatever_is_typed_is_a_day_or_refused_in_words(typed):
    with suppress(dates.NotADay):
        assert dates.read(typed)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_day_is_read_as_the_registry_writes_it(app):
    with app.test_request_context():

        @given(EVERY_DAY, st.sampled_from(["en", "fr"]))
        def written_and_read(day, language):
            with force_locale(language):
                assert dates.read(in_words(day)) == day

        written_and_read()


def readings(typed):
    """The days that what was typed can be."""
    try:
        return {dates.read(typed)}
    except dates.Unclear as asked:
        return {asked.by_day, asked.by_month}


@given(EVERY_DAY)
def test_numbers_are_read_rightly_or_asked_about(day):
    for written in (f"{day:%d/%m/}{day.year:04}", f"{day:%m/%d/}{day.year:04}"):
        assert day in readings(written)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_both_readings_are_named_in_the_readers_language(app):
    with app.test_request_context(), force_locale("fr"):
        with pytest.raises(dates.Unclear) as caught:
            dates.read("01/05/2019")
        assert "1er mai 2019" in caught.value.text()
        assert "5 janvier 2019" in caught.value.text()


@pytest.mark.parametrize(
    ("meaning", "first", "last"),
    [
        (Meaning.HAPPENED, dt.date(1900, 1, 1), TODAY),
        (Meaning.DUE, TODAY, dt.date(2031, 11, 24)),
        (Meaning.HOLDS, dt.date(1900, 1, 1), dt.date(2046, 11, 24)),
        (Meaning.ASKED, dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    ],
)
def test_a_day_has_the_bounds_of_what_it_means(meaning, first, last):
    dates.check(first, meaning, today=TODAY)
    dates.check(last, meaning, today=TODAY)
    for beyond in (first - dt.timedelta(days=1), last + dt.timedelta(days=1)):
        with pytest.raises(dates.OutOfBounds):
            dates.check(beyond, meaning, today=TODAY)


def test_years_ahead_are_counted_from_the_29th_of_february_too():
    assert Meaning.DUE.bounds(dt.date(2028, 2, 29)).last == dt.date(2033, 2, 28)


@pytest.mark.parametrize("meaning", Meaning)
@pytest.mark.parametrize("day", [dt.date.min, dt.date(24, 11, 24), dt.date.max])
def test_an_impossible_day_can_never_be_meant_and_what_can_is_said(meaning, day):
    with pytest.raises(dates.OutOfBounds, match=r"(?i)the (earliest|latest) day is .*\d\d\d\d") as caught:
        dates.check(day, meaning, today=TODAY, field="due_on")
    assert caught.value.field == "due_on"


# -- days and moments as they are shown --------------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
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


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "1 August 2026, 11:00 EDT"), ("fr", "1er août 2026, 11:00 HAE")]
)
def test_zones_are_called_as_in_canada(app, language, words):
    with app.test_request_context(), force_locale(language):
        assert dates.moment(SUMMER, "America/Toronto") == words
