"""One's own page: name and language, and an address that counts once its mailbox has answered."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.accounts import messages as account_messages
from registry.accounts import services
from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.messages import compose
from registry.outbox.models import Message
from registry.sign_in.services import passwords
from tests.factories import WHO_AND_WHEN, make_user

PASSWORD = "three plain words"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.both_databases,
]


@pytest.fixture
def ann(client, session):
    """Ann, signed in."""
    with unit_of_work():
        user = make_user(email="ann@example.org")
        passwords.set_password(user, PASSWORD, **WHO_AND_WHEN)
    client.sign_in(user)
    return user


def ask(client, **said):
    return client.post("/profile/address", data={"email": "new@example.org"} | said)


def messages():
    return list(db.session.scalars(sa.select(Message).order_by(Message.id)))


@pytest.fixture
def link(app, ann):
    """The link to Ann's new address."""
    token = account_messages.address_token(ann, "new@example.org", secret=str(app.secret_key))
    return f"/profile/address/{token}"


def address_of(user):
    return db.session.scalar(sa.select(User.email).where(User.id == user.id))


def test_name_and_language_are_changed(client, ann):
    assert client.post("/profile", data={"name": "Ann Roy", "language": "fr"}).status_code == 303
    db.session.refresh(ann)
    assert (ann.name, ann.language) == ("Ann Roy", "fr")


def test_what_is_saved_is_said_in_the_language_that_was_chosen(client, ann):
    page = client.post("/profile", data={"name": "Ann Roy", "language": "fr"}, follow_redirects=True)
    assert "C’est enregistré." in page.text


def test_a_person_keeps_a_name(client, ann):
    assert client.post("/profile", data={"name": " ", "language": "fr"}).status_code == 422


def test_a_link_goes_to_the_new_address_and_nothing_changes_yet(client, ann):
    assert ask(client).status_code == 303
    assert [message.to_address for message in messages()] == ["new@example.org"]
    assert address_of(ann) == "ann@example.org"


def test_the_letter_carries_a_link_that_opens_the_page(client, ann):
    ask(client)
    link = next(word for word in compose(messages()[0]).text.split() if "/profile/address/" in word)
    assert client.get(link[link.index("/profile") :]).status_code == 200


def test_who_proved_who_they_are_long_ago_does_so_again_first(client, ann, stopped_clock):
    stopped_clock.pass_by(minutes=20)
    assert ask(client).location.startswith("/account/prove")
    assert messages() == []


def test_opening_the_link_changes_nothing(client, ann, link):
    client.get(link)
    assert address_of(ann) == "ann@example.org"


def test_following_the_link_changes_the_address_and_tells_the_old_one(client, ann, link):
    assert client.post(link).status_code == 303
    assert address_of(ann) == "new@example.org"
    assert [message.to_address for message in messages()] == ["ann@example.org"]
    assert "new@example.org" not in compose(messages()[0]).text


def test_a_link_works_once(client, ann, link):
    client.post(link)
    assert client.post(link).status_code == 410


def test_a_link_dies_with_its_day(client, ann, link, monkeypatch):
    monkeypatch.setattr(services, "ADDRESS_LIFETIME", dt.timedelta(seconds=-1))
    assert client.post(link).status_code == 410


def test_a_link_that_was_meddled_with_opens_nothing(client, ann, link):
    assert client.get(link.replace("address/", "address/x")).status_code == 410


def test_an_address_that_somebody_has_is_not_taken(client, ann, link):
    with unit_of_work():
        make_user(email="new@example.org")
    assert client.post(link).status_code == 410
    assert address_of(ann) == "ann@example.org"
