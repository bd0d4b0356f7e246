"""Whoever fails too often waits, and nobody else does, on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security import actors
from registry.sign_in.models import Failures
from registry.sign_in.rules.sign_in import FREE_FAILURES, FREE_FAILURES_OF_A_PLACE, LONGEST_WAIT
from registry.sign_in.services import passwords
from registry.sign_in.services.throttle import MustWait
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN, make_user
from tests.sign_in.builders import look, sign_in

SECRET = "a secret that only the tests know"
PASSWORD = "four words in a row"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        user = make_user(email="Ann@Example.org ")
        passwords.set_password(user, PASSWORD, **WHO_AND_WHEN)
    return user


def fail(times, email="ann@example.org", **where):
    """Sign in with a wrong password, so many times."""
    return [sign_in("wrong wrong wrong", email, **where) for _ in range(times)]


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_after_too_many_failures_every_password_must_wait_whether_or_not_there_is_an_account(ann, email):
    fail(FREE_FAILURES, email)
    with pytest.raises(MustWait, match="Too many tries"):
        sign_in(email=email)


def test_once_the_wait_is_over_the_right_password_opens(ann):
    fail(FREE_FAILURES)
    assert sign_in(now=NOW + 4 * SECOND) == ann


def test_strangers_failures_do_not_keep_out_a_device_that_was_let_in_before(ann):
    fail(FREE_FAILURES)
    assert sign_in(device="the mark of Ann's laptop") == ann


def test_a_known_device_must_wait_for_its_own_failures(ann):
    fail(FREE_FAILURES, device="the mark of Ann's laptop")
    with pytest.raises(MustWait):
        sign_in(device="the mark of Ann's laptop")


def test_one_place_that_tries_many_accounts_must_wait(ann):
    for number in range(FREE_FAILURES_OF_A_PLACE):
        fail(1, f"user{number}@example.org")
    with pytest.raises(MustWait):
        sign_in()
    assert sign_in(place="192.0.2.2") == ann


@pytest.fixture
def office(session):
    """Forty people with passwords behind one address."""
    with unit_of_work():
        people = [make_user(email=f"{number}@office.example") for number in range(40)]
        for person in people:
            passwords.set_password(person, PASSWORD, **WHO_AND_WHEN)
    return people


@pytest.mark.parametrize("slips", [1, 2])
def test_forty_people_of_one_office_all_get_in_though_each_mistyped_first(office, slips):
    for person in office:
        fail(slips, person.email)
    assert [sign_in(email=person.email) for person in office] == office


def test_an_office_day_after_day_does_not_use_up_its_address(office):
    for _ in range(4):
        for person in office:
            fail(1, person.email)
            sign_in(email=person.email)
    assert fail(1, "a.new.colleague@office.example") == [None]


def test_who_guesses_at_many_accounts_is_not_let_off_by_coming_in_as_himself(ann, office):
    own = office[0]
    for number in range(FREE_FAILURES_OF_A_PLACE):
        sign_in(email=own.email)
        fail(1, f"user{number}@example.org")
    with pytest.raises(MustWait):
        sign_in()


def test_the_guesses_from_a_place_fade_one_by_one_and_not_at_once(ann):
    for number in range(FREE_FAILURES_OF_A_PLACE):
        fail(1, f"user{number}@example.org")
    later = NOW + LONGEST_WAIT
    assert sign_in("wrong wrong wrong", "bo@example.org", now=later) is None
    with pytest.raises(MustWait):
        sign_in(now=later)


def test_who_is_guessed_at_from_elsewhere_gets_in_from_a_device_that_is_known(ann):
    for _ in range(FREE_FAILURES):
        fail(1, place="198.51.100.7")
    assert sign_in(device="the mark of Ann's laptop") == ann


def test_a_success_forgets_the_failures_of_the_account(ann):
    fail(FREE_FAILURES - 1)
    sign_in()
    assert fail(FREE_FAILURES - 1) == [None] * (FREE_FAILURES - 1)
    assert sign_in() == ann


def test_tries_sent_at_once_tell_no_more_than_tries_in_a_row(ann):
    seen = look()
    fail(FREE_FAILURES)
    with pytest.raises(MustWait), unit_of_work():
        passwords.sign_in(seen, email=ann.email, act=act_of(actors.REGISTRY, NOW))


def test_what_is_counted_names_neither_the_account_nor_the_place(ann):
    fail(1)
    kept = str([row.key for row in db.session.scalars(sa.select(Failures))])
    assert "ann" not in kept
    assert "192.0.2.1" not in kept
