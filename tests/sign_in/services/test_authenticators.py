"""Authenticator apps, and what is tried against them, on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security import encryption
from registry.sign_in.models import Authenticator
from registry.sign_in.queries import factors as sign_in_factors
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.services import authenticators
from tests.acts import act_of
from tests.factories import NOW
from tests.sign_in.builders import SECRET, SHARED, add_app, code_at

HALF_A_MINUTE = dt.timedelta(seconds=30)


def last_of(user):
    """The latest event about a person."""
    return audit_queries.events_about(None, ("user", user.id))[0]


def accepted(user, code, now):
    with unit_of_work():
        return authenticators.accept(user, code, secret=SECRET, now=now)


def test_an_app_is_added_with_the_code_it_shows(ann):
    with unit_of_work():
        add_app(ann)
    assert sign_in_factors.held_by(ann.id).authenticator
    assert (last_of(ann).tag, last_of(ann).details) == (
        SignInEvent.FACTOR_ADDED,
        {"change": "authenticator-added"},
    )


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "12345678901234567890"])
def test_an_app_that_shows_another_code_is_not_added(ann, code):
    with pytest.raises(RuleBroken, match="not the code that the app shows"), unit_of_work():
        authenticators.add(ann, shared=SHARED, code=code, secret=SECRET, act=act_of(ann, NOW))
    assert not sign_in_factors.held_by(ann.id).any


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (0, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_a_step(ann, steps, taken):
    with unit_of_work():
        add_app(ann, now=NOW - 10 * HALF_A_MINUTE)
    assert accepted(ann, code_at(NOW + steps * HALF_A_MINUTE), NOW) is taken


def test_a_code_is_taken_once(ann):
    with unit_of_work():
        add_app(ann, now=NOW - 10 * HALF_A_MINUTE)
    assert accepted(ann, code_at(NOW), NOW)
    assert not accepted(ann, code_at(NOW), NOW)
    assert not accepted(ann, code_at(NOW - HALF_A_MINUTE), NOW)
    assert accepted(ann, code_at(NOW + HALF_A_MINUTE), NOW)


def test_the_code_that_added_an_app_does_not_sign_in(ann):
    with unit_of_work():
        add_app(ann)
    assert not accepted(ann, code_at(NOW), NOW)


def test_a_code_may_be_typed_with_a_blank(ann):
    with unit_of_work():
        add_app(ann, now=NOW - 10 * HALF_A_MINUTE)
    assert accepted(ann, f"{code_at(NOW)[:3]} {code_at(NOW)[3:]}", NOW)


def test_the_database_does_not_hold_what_makes_codes(ann):
    with unit_of_work():
        add_app(ann)
    assert SHARED not in db.session.scalar(sa.select(Authenticator.secret))


@pytest.mark.parametrize(("owner", "secret"), [(2, SECRET), (1, "another secret")])
def test_what_is_locked_for_one_account_opens_for_no_other(owner, secret):
    closed = encryption.lock(SHARED, purpose="x", owner=1, secret=SECRET)
    with pytest.raises(RuleBroken):
        encryption.unlock(closed, purpose="x", owner=owner, secret=secret)
