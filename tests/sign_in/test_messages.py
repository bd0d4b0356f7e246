"""Messages about signing in: what waits in the outbox is written, with a link made only then."""

import datetime as dt

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.messages import NothingToSay
from registry.sign_in.models import SignInLink
from registry.sign_in.rules.sign_in import Change
from tests.factories import NOW
from tests.outbox.builders import letters_queued
from tests.sign_in.builders import make_person

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def ann(session):
    """An account with a password."""
    with unit_of_work():
        return make_person(email="ann@example.org")


def row(user, **ids):
    """What is kept of a message to a person."""
    about = {"subject": f"user:{user.id}", "params": {"user": user.id, **ids}}
    return about | {"to_name": user.name, "to_address": user.email}


@pytest.mark.parametrize("change", [change.value for change in Change])
def test_each_change_is_told_with_its_moment(ann, change):
    letters = letters_queued("accounts.changed", **row(ann, change=change, at=NOW.isoformat()))
    assert "24 November 2026" in letters["en"].text
    assert "24 novembre 2026" in letters["fr"].text


def test_a_new_password_is_chosen_by_a_link(ann):
    letters = letters_queued("accounts.recover", **row(ann, generation=ann.password_generation))
    assert all("/sign-in/password/" in letter.text for letter in letters.values())


def test_no_link_goes_to_who_has_chosen_a_password_since(ann):
    with pytest.raises(NothingToSay):
        letters_queued("accounts.recover", **row(ann, generation=ann.password_generation - 1))


def test_a_link_signs_in_for_minutes(ann, stopped_clock):
    with unit_of_work():
        link = SignInLink(user_id=ann.id, asked_at=NOW)
        db.session.add(link)
    about = row(ann) | {"subject": f"sign-in-link:{link.id}", "params": {"link": link.id}}
    letters = letters_queued("accounts.link", **about)
    assert all("/sign-in/link/" in letter.text for letter in letters.values())
    stopped_clock.move_to(NOW + dt.timedelta(hours=1))
    with pytest.raises(NothingToSay):
        letters_queued("accounts.link", **about)
