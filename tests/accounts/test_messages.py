"""Messages about an address: what waits in the outbox is written."""

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox.messages import NothingToSay
from tests.factories import make_user
from tests.outbox.builders import letters_queued

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def ann(session):
    """An account."""
    with unit_of_work():
        return make_user(email="ann@example.org")


def row(user, **ids):
    """What is kept of a message to a person about their address."""
    about = {"subject": f"user:{user.id}", "params": {"user": user.id, **ids}}
    return about | {"to_name": user.name, "confidential": True}


def test_a_new_address_gets_the_link(ann):
    about = row(ann, address="new@example.org") | {"to_address": "new@example.org"}
    letters = letters_queued("accounts.confirm_address", **about)
    assert all("/profile/address/" in letter.text for letter in letters.values())


def test_an_address_that_is_theirs_already_has_nothing_to_prove(ann):
    with pytest.raises(NothingToSay):
        letters_queued("accounts.confirm_address", **row(ann, address="ann@example.org"))


def test_the_old_address_is_told_without_the_new_one(ann):
    letters = letters_queued("accounts.address_changed", **row(ann) | {"to_address": "old@example.org"})
    assert not any("ann@example.org" in letter.text for letter in letters.values())
    assert len({letter.subject for letter in letters.values()}) == 2
