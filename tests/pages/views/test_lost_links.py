"""A broken link's page asks for the address: all are answered alike, only who is on file is written to."""

import re

import pytest

from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.sign_in.rules.sign_in import FREE_FAILURES
from registry.signing.services import requests as signing_requests
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_version
from tests.mailbox import links_in, text_of
from tests.reading import error_on

ANN = "ann@example.org"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.both_databases,
]


@pytest.fixture
def ann(team):
    """A person who may sign for Carefor."""
    with unit_of_work(team.id):
        return make_signatory(make_partner(team, "Carefor"), name="Ann Lee", email=ANN)


@pytest.fixture
def asked(team, ann, work, mailbox, stopped_clock):
    """Ann’s open request, whose link was mailed an hour ago."""
    with unit_of_work(team.id):
        version = make_version(team)
        found = requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN).requests[0]
    work()
    stopped_clock.pass_by(hours=1)
    return found


def ask(client, address=ANN):
    return client.post("/links", data={"email": address})


@pytest.mark.parametrize(
    "page",
    [
        "/sign/1-1-cut",
        pytest.param("/notice/1-1-cut", marks=pytest.mark.needs("withdrawals")),
        pytest.param("/apply/1-1-cut", marks=pytest.mark.needs("admissions")),
    ],
)
def test_a_broken_link_asks_for_the_address(client, team, page):
    answer = client.get(page)
    assert answer.status_code == 404
    assert 'action="/links"' in answer.text
    assert 'type="email"' in answer.text


def test_the_link_that_is_open_is_sent_once_more_and_works(client, asked, mailbox, work):
    [first] = links_in(mailbox.last(ANN))[:1]
    answer = ask(client)
    work()
    assert "Look into your mail" in client.get(answer.location).text
    assert len(mailbox.to(ANN)) == 2
    assert links_in(mailbox.last(ANN))[0] == first
    assert client.get(re.sub("^https?://[^/]*", "", first)).status_code == 200


@pytest.mark.parametrize("address", [ANN, "nobody@example.org", "ANN@example.org.", "mailto:ann@example.org"])
def test_everyone_is_answered_alike(client, asked, address):
    answer = ask(client, address)
    assert (answer.status_code, answer.location) == (303, "/links/asked")


def test_nothing_goes_to_an_address_that_is_not_on_file(client, asked, mailbox, work):
    before = len(mailbox.messages)
    ask(client, "nobody@example.org")
    work()
    assert len(mailbox.messages) == before


def test_an_address_that_is_part_of_one_on_file_gets_nothing(client, asked, mailbox, work):
    before = len(mailbox.messages)
    ask(client, "nn@example.org")
    ask(client, "%@example.org")
    work()
    assert len(mailbox.messages) == before


def test_who_asks_again_within_minutes_gets_one_message(client, asked, mailbox, work):
    for _ in range(3):
        ask(client)
    work()
    assert len(mailbox.to(ANN)) == 2


def test_an_expired_link_is_renewed(client, asked, mailbox, work, stopped_clock):
    stopped_clock.move_to(asked.expires_at)
    ask(client)
    work()
    [link] = re.findall(r"/sign/\S+", text_of(mailbox.last(ANN)))
    assert client.get(link).status_code == 200


def test_a_request_that_was_withdrawn_is_not_sent(client, team, asked, mailbox, work):
    with unit_of_work(team.id):
        signing_requests.revoke(asked, reason="A slip", **WHO_AND_WHEN)
    ask(client)
    work()
    assert len(mailbox.to(ANN)) == 1


def test_who_asks_too_often_waits(client, team):
    for _ in range(FREE_FAILURES):
        assert ask(client).status_code == 303
    answer = ask(client)
    assert answer.status_code == 429
    assert "Too many tries" in error_on(answer, "email")


def test_however_an_address_is_written_it_is_counted_as_one(client, team):
    for written in (ANN, "ANN@example.org", "<ann@example.org>", "mailto:ann@example.org", f"{ANN}."):
        ask(client, written)
    assert ask(client).status_code == 429


def test_what_is_no_address_is_told_on_the_field(client, team):
    answer = ask(client, "ann@example..org")
    assert answer.status_code == 422
    assert "This is not an e-mail address" in error_on(answer, "email")
    assert 'value="ann@example..org"' in answer.text
