"""The step before something goes out: it shows what would go out, and nothing goes out by it."""

import re

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import Event
from registry.commitments.models import Campaign
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from tests.commitments.builders import add_partner, publish_policy
from tests.factories import make_coordinator, make_signatory

INVITE = "/teams/east/documents/privacy-policy/versions/1/invite"

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def version(team, client):
    """A policy to sign, which the coordinator at the page may send out."""
    version = publish_policy(team)
    with unit_of_work():
        client.sign_in(make_coordinator(team, email="cy@example.org", name="Cy Poe"))
    return version


def rows():
    """How many messages, events and campaigns are kept."""
    return [
        db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Message, Event, Campaign)
    ]


def test_who_gets_mail_in_which_language_and_who_cannot_be_reached_is_listed(client, team, version):
    maple, cedar = add_partner(team, "Maple Clinic"), add_partner(team, "Cedar Care", people=0)
    before = rows()
    page = client.post(INVITE, data={"due_on": "2026-12-20"})
    assert page.status_code == 200
    assert re.search(r"Maple Clinic:</strong> .*?\(in English\)", page.text, re.DOTALL)
    assert f'href="/teams/east/partners/{cedar.id}/signatories/new">choose a person' in page.text
    assert rows() == before
    assert maple.name in page.text


def test_the_message_is_shown_in_each_language_and_its_personal_link_opens_nothing(client, team, version):
    soleil = add_partner(team, "Centre Soleil", people=0)
    with unit_of_work():
        make_signatory(soleil, language="fr", email="lea@example.org")
    add_partner(team, "Maple Clinic")
    page = client.post(INVITE, data={"word": "It took two years."})
    assert "Please sign: " in page.text
    assert "À signer" in page.text
    assert "It took two years." in page.text
    assert "/sign/" not in page.text
    assert page.text.count("/sample-link") == 2
    assert "This link opens nothing" in client.get("/sample-link").text


def test_a_sample_goes_to_the_reader_alone(client, team, version, mailbox, work):
    add_partner(team, "Maple Clinic")
    page = client.post(INVITE, data={"do": "to-me"})
    assert "A sample is on its way to cy@example.org." in page.text
    work()
    [sample] = mailbox.to("cy@example.org")
    assert "/sample-link" in sample.get_content()
    assert "/sign/" not in sample.get_content()
    assert len(mailbox.messages) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Campaign)) == 0


def test_what_was_typed_is_kept_for_the_button_that_sends_and_for_the_way_back(client, team, version):
    add_partner(team, "Maple Clinic")
    typed = {"due_on": "2026-12-20", "word": 'Say "yes" & sign'}
    page = client.post(INVITE, data=typed)
    assert 'name="due_on" value="2026-12-20"' in page.text
    assert 'value="Say &#34;yes&#34; &amp; sign"' in page.text
    assert "2026-12-20" in client.post(INVITE, data=typed | {"do": "change"}).text
    sent = client.post(INVITE, data=typed | {"do": "send"}, follow_redirects=True)
    assert "One person is invited. Told: Maple Clinic." in sent.text


@pytest.mark.parametrize("asked", [{}, {"do": ""}, {"do": "check"}, {"do": "SEND"}, {"do": ["", "send"]}])
def test_nothing_goes_out_unless_the_button_that_sends_was_pressed(client, team, version, asked):
    add_partner(team, "Maple Clinic")
    before = rows()
    page = client.post(INVITE, data={"due_on": "2026-12-20", **asked})
    assert "Nothing has gone out yet." in page.text
    assert rows() == before


def test_what_is_wrong_is_said_on_the_form_before_anything_is_shown(client, team, version):
    page = client.post(INVITE, data={"due_on": "2020-01-01"})
    assert page.status_code == 422
    assert "This day has passed." in page.text
    assert "Check before it goes out" not in page.text


def test_nobody_is_left_out_of_what_goes_to_partners_alone(client, team, version):
    add_partner(team, "Maple Clinic")
    assert "left_out" not in client.post(INVITE, data={"due_on": ""}).text
    everybody = [user.id for user in db.session.scalars(sa.select(User))]
    client.post(INVITE, data={"do": "send", "left_out": everybody, "left_out_reason": "No"})
    assert db.session.scalar(sa.select(Message.fate)) == "planned"
