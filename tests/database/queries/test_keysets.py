"""Long lists are read a page at a time, each from the row after which it begins."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.queries import keysets
from registry.database.queries.keysets import Page, Place, read_moment, read_place
from registry.database.transactions import unit_of_work
from tests.factories import make_user

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ORDER = sa.tuple_(User.name, User.id)


@pytest.fixture
def people(session):
    """Five persons of two names."""
    with unit_of_work():
        return [make_user(email=f"{place}@example.org", name="AB"[place % 2]) for place in range(5)]


def numbers(page):
    return [user.id for user in page.rows]


def walk(key, place_of, *, descending=False):
    """The numbers on each page, from the first to the last."""
    after, pages = None, []
    while True:
        page = keysets.page(sa.select(User), key, after, 2, descending=descending)
        pages.append(numbers(page))
        if page.after is None:
            return pages
        after = place_of(page.after)


def test_pages_follow_one_another_until_none_is_left(people):
    first, second, third, fourth, fifth = (user.id for user in people)
    assert walk(User.id, lambda user: user.id) == [[first, second], [third, fourth], [fifth]]


def test_a_list_can_run_backwards(people):
    first, second, third, fourth, fifth = (user.id for user in people)
    found = walk(User.id, lambda user: user.id, descending=True)
    assert found == [[fifth, fourth], [third, second], [first]]


def test_rows_that_are_equal_are_told_apart_by_what_follows_in_the_key(people):
    first, second, third, fourth, fifth = (user.id for user in people)
    found = walk(ORDER, lambda user: (user.name, user.id))
    assert found == [[first, third], [fifth, second], [fourth]]


def test_a_page_that_is_just_full_is_the_last_one(people):
    assert keysets.page(sa.select(User), User.id, None, 5).after is None


def test_a_list_of_several_columns_gives_them_all(people):
    page = keysets.page(sa.select(User, User.name), User.id, None, 1)
    assert [tuple(row) for row in page.rows] == [(people[0], "A")]
    assert page.after == page.rows[0]


def test_what_is_made_of_each_row_is_a_page_too():
    assert Page([1, 2], after=2).each(str) == Page(["1", "2"], after="2")
    assert Page([1, 2], after=None).each(str) == Page(["1", "2"], after=None)
    assert Page([], after=None).each(str) == Page([], after=None)


@pytest.mark.parametrize(("place", "read_value"), [(Place("a:b", 7), str), (Place(NOON, 7), read_moment)])
def test_a_place_is_read_as_it_was_written(place, read_value):
    assert read_place(str(place), read_value) == place


@pytest.mark.parametrize("text", ["", "a", "x:a", "-1:a", "1.5:a", "1234567890:a"])
def test_what_names_no_number_is_no_place(text):
    assert read_place(text, str) is None


@pytest.mark.parametrize(
    "text", ["7:", "7:noon", "7:2026-11-24T12:00:00", "7:0001-01-01T00:00+14:00", "7:9999-12-31T23:59-14:00"]
)
def test_what_names_no_moment_is_no_place(text):
    assert read_place(text, read_moment) is None
