"""A team's messages and their fate, and the outbox of the demonstration."""

import re

import pytest

from registry.audit import queries as audit_queries
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.outbox import messages as outbox_messages
from registry.outbox import queries as outbox_queries
from registry.outbox.rules.messages import RETRY_AFTER, Fate
from registry.outbox.services import messages, pauses
from registry.pages.views.home import PAGE
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_reader,
    make_signatory,
    make_team,
    make_version,
)

MESSAGES = "/teams/east/messages"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def message(team):
    """An invitation to Ann Lee, planned."""
    with unit_of_work(team.id):
        make_signatory(make_partner(team, "Carefor"), name="Ann Lee", email="ann@example.org")
        requests.invite_outstanding(make_version(team), due_on=None, **WHO_AND_WHEN)
        return outbox_queries.messages_of(team.id)[0]


@pytest.fixture
def meets(message):
    """Lets the message meet a fate."""

    def meet(fate):
        with unit_of_work():
            {
                Fate.PLANNED: lambda: None,
                Fate.SENT: lambda: messages.note_sent(message, answer="accepted", now=NOW),
                Fate.REFUSED: lambda: messages.note_refused(message, answer="550 no such mailbox"),
                Fate.FAILED: lambda: [
                    messages.note_failed(message, answer="451 busy", now=NOW)
                    for _ in range(len(RETRY_AFTER) + 1)
                ],
            }[fate]()

    return meet


def post_many(team, count):
    """So many messages to people with a number."""
    return [
        messages.post(
            template="commitments.reminder",
            to_address=f"person{number}@example.org",
            language="en",
            subject=("test", number),
            params={},
            team_id=team.id,
            now=NOW,
        )
        for number in range(1, count + 1)
    ]


# -- the list ----------------------------------------------------------------------------------------


def test_a_team_without_messages_is_told_so(client, team):
    assert "No message yet." in client.get(MESSAGES).text


def test_a_message_is_shown_with_whom_it_went_to_and_what_it_was_about(client, message):
    page = client.get(MESSAGES).text
    assert "Invitation" in page
    assert "Ann Lee<br>ann@example.org" in page
    assert 'href="/teams/east/requests/1">request 1</a>' in page
    assert "24 November 2026, 10:00 EST" in page


@pytest.mark.parametrize(
    ("fate", "words", "answer"),
    [
        (Fate.PLANNED, "Planned", ""),
        (Fate.SENT, "Sent", ""),
        (Fate.REFUSED, "Refused by the server", "550 no such mailbox"),
        (Fate.FAILED, "Given up", "451 busy"),
    ],
)
def test_each_fate_is_said_in_words(client, meets, fate, words, answer):
    meets(fate)
    page = client.get(MESSAGES).text
    assert f">{words}</strong>" in page
    assert answer in page


def test_messages_are_read_newest_first_by_pages(client, team):
    with unit_of_work():
        made = post_many(team, PAGE + 1)
    first = client.get(MESSAGES).text
    following = re.search(r'href="([^"]*)" rel="next"', first)[1]
    assert first.index(made[-1].to_address) < first.index(made[-2].to_address)
    assert f">{made[0].to_address}<" not in first
    assert made[0].to_address in client.get(following).text


def test_the_last_page_leads_nowhere_beyond(client, team):
    with unit_of_work():
        post_many(team, PAGE)
    assert 'rel="next"' not in client.get(MESSAGES).text


def test_messages_take_few_selects_however_many_there_are(client, team, count_queries):
    with unit_of_work():
        made = post_many(team, 200)
    with count_queries() as counted:
        assert made[-1].to_address in client.get(MESSAGES).text
    assert len(counted.selects) <= 4


def test_another_teams_messages_are_not_shown(client, message):
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert "ann@example.org" not in client.get("/teams/west/messages").text


# -- what came back ----------------------------------------------------------------------------------


def test_a_message_that_came_back_is_marked(client, team, message, meets):
    meets(Fate.SENT)
    assert "It came back" in client.get(MESSAGES).text
    answer = client.post(f"{MESSAGES}/{message.id}/bounced")
    assert (answer.status_code, answer.location) == (303, MESSAGES)
    page = client.get(MESSAGES).text
    assert "Noted: the message came back." in page
    assert ">Came back</strong>" in page
    assert len(audit_queries.events_about(team.id, ("message", message.id))) == 1


@pytest.mark.parametrize("fate", [Fate.PLANNED, Fate.REFUSED])
def test_what_did_not_leave_cannot_be_marked_as_come_back(client, message, meets, fate):
    meets(fate)
    assert "It came back" not in client.get(MESSAGES).text
    answer = client.post(f"{MESSAGES}/{message.id}/bounced")
    assert answer.status_code == 409
    assert "This message can no longer change: its fate is settled." in answer.text


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.FAILED])
def test_what_did_not_arrive_is_sent_again_by_a_button(client, team, message, meets, woken, fate):
    meets(fate)
    assert "Send again</button>" in client.get(MESSAGES).text
    answer = client.post(f"{MESSAGES}/{message.id}/again")
    page = client.get(answer.location).text
    assert "The message is sent again, to the same address." in page
    assert ("Sent again on 24 November 2026, 10:00 EST" in page, "Send again</button>" in page) == (
        True,
        False,
    )
    assert [one.fate for one in outbox_queries.messages_of(team.id)] == [Fate.PLANNED, fate]
    assert messages.SEND in woken


def test_beside_the_request_the_button_leads_back_there(client, message, meets):
    meets(Fate.SENT)
    page = "/teams/east/requests/1"
    assert client.post(f"{MESSAGES}/{message.id}/bounced?beside=1").location == page
    [action] = re.findall(r'action="([^"]*/again[^"]*)"', client.get(page).text)
    assert client.post(action.replace("&amp;", "&")).location == page
    assert "Sent again on" in client.get(page).text


@pytest.mark.parametrize("fate", [Fate.PLANNED, Fate.SENT])
def test_what_may_have_arrived_is_not_sent_again(client, message, meets, fate):
    meets(fate)
    assert client.post(f"{MESSAGES}/{message.id}/again").status_code == 409
    assert message.fate == fate


def test_a_confidential_message_that_no_page_shows_cannot_be_sent_again(client, message, meets):
    meets(Fate.REFUSED)
    with unit_of_work():
        message.confidential = True
    assert client.post(f"{MESSAGES}/{message.id}/again").status_code == 404


# -- mail that does not leave ------------------------------------------------------------------------


@pytest.fixture
def troubled(message):
    """Mail that does not leave, since the server cannot be reached."""
    with unit_of_work():
        pauses.pause(answer="535 5.7.8 bad credentials", now=NOW)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (MESSAGES, "1 message does not leave."),
        ("/teams/east/", "1 message does not leave: tell whoever runs"),
    ],
)
def test_coordinators_are_told_that_mail_does_not_leave_and_why(client, troubled, page, words):
    text = client.get(page).text
    assert words in text
    assert "535 5.7.8 bad credentials" in text


def test_nothing_is_told_while_no_message_waits(client, message, meets):
    with unit_of_work():
        pauses.pause(answer="535 5.7.8 bad credentials", now=NOW)
        messages.cancel_about(("signing_request", 1))
    assert "does not leave" not in client.get(MESSAGES).text


@pytest.mark.parametrize("act", ["bounced", "again"])
def test_another_teams_message_is_not_found(client, message, meets, act):
    meets(Fate.SENT)
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.post(f"/teams/west/messages/{message.id}/{act}").status_code == 404
    assert message.fate == Fate.SENT


def test_a_reader_reads_messages_and_changes_none(client, team, message, meets):
    meets(Fate.SENT)
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert "It came back" not in client.get(MESSAGES).text
    assert client.post(f"{MESSAGES}/{message.id}/bounced").status_code == 403


# -- the demonstration -------------------------------------------------------------------------------


def test_only_the_demonstration_shows_its_outbox(client, message):
    assert client.get("/demo/outbox").status_code == 404


def test_the_demonstration_shows_each_message_with_a_link_that_works(app, client, message):
    app.config["REGISTRY_MODE"] = "demo"
    page = client.get("/demo/outbox").text
    assert "ann@example.org" in page
    link = re.search(r'href="http://localhost(/sign/[^"]+)"', page)[1]
    assert "Carefor" in client.get(link).text


def test_the_demonstration_shows_what_is_not_needed_any_more(app, client, message):
    app.config["REGISTRY_MODE"] = "demo"
    with unit_of_work():
        request = commitment_requests.request_with_all(message.params["request"])
        requests.revoke(request, reason="A slip", **WHO_AND_WHEN)
    assert "It is not needed any more." in client.get("/demo/outbox").text


def test_every_message_is_called_by_words(client, team):
    sent = [name for name in outbox_messages._COMPOSERS if not name.startswith("test")]
    with unit_of_work(team.id):
        posted = [post(team, template) for template in sent]
    page = client.get(MESSAGES).text
    assert len(posted) > 25
    assert [name for name in sent if name in page] == []


def post(team, template):
    """A message of a kind."""
    return messages.post(
        template=template,
        to_address="ida@example.org",
        language="en",
        subject=("team", team.id),
        params={},
        team_id=team.id,
        now=NOW,
    )
