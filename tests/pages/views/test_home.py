"""The front page, the home of a team, its messages and their fate, and the outbox of the demonstration."""

import re
from dataclasses import replace

import pytest

from registry.accounts import services as accounts
from registry.audit import queries as audit_queries
from registry.commitments.queries import requests as commitment_requests
from registry.commitments.services import answers, hand_overs, requests
from registry.database.transactions import unit_of_work
from registry.documents.services import documents, stages
from registry.outbox import queries as outbox_queries
from registry.outbox.messages import MESSAGE_KINDS
from registry.outbox.queries import PAGE
from registry.outbox.rules.messages import RETRY_AFTER, Fate
from registry.outbox.services import messages, pauses
from registry.security.permissions import Role
from registry.signing.services import requests as signing_requests
from registry.teams.rules import Tier
from registry.teams.services import teams
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_coordinator,
    make_draft,
    make_partner,
    make_reader,
    make_signatory,
    make_team,
    make_user,
    make_version,
)
from tests.outbox.builders import make_message
from tests.removable import NEEDS_ALL

#: The home asks every feature what waits; each asks a fixed number of times.
MOST_SELECTS = 19
HOME = "/teams/east/"

MESSAGES = "/teams/east/messages"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def new_team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def ann(client, new_team):
    """Its coordinator, signed in."""
    with unit_of_work():
        user = make_coordinator(new_team)
    client.sign_in(user)
    return user


@pytest.fixture
def request_to_sign(new_team, ann):
    """A request that Carefor signs the privacy policy."""
    with unit_of_work(new_team.id):
        make_signatory(make_partner(new_team, "Carefor"))
        invited = requests.invite_outstanding(make_version(new_team), due_on=None, **WHO_AND_WHEN)
    return invited.requests[0]


@pytest.fixture
def message(team):
    """An invitation to Ann Lee, planned."""
    with unit_of_work(team.id):
        make_signatory(make_partner(team, "Carefor"), name="Ann Lee", email="ann@example.org")
        requests.invite_outstanding(make_version(team), due_on=None, **WHO_AND_WHEN)
        return outbox_queries.messages_of(team.id).rows[0]


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
        make_message(
            "commitments.reminder",
            to_address=f"person{number}@example.org",
            subject=f"test:{number}",
            team_id=team.id,
        )
        for number in range(1, count + 1)
    ]


# -- the front page ----------------------------------------------------------------------------------


def test_anyone_learns_what_this_is_and_where_to_go(client, session):
    page = client.get("/").text.partition("<main")[2].partition("</main>")[0]
    assert "Who committed to what, and proof of it" in page
    assert 'href="/sign-in"' in page
    assert 'href="/verify"' in page


def test_a_new_installation_says_on_its_front_page_how_a_team_is_made(client, session):
    page = client.get("/").text
    assert "registry create-administrator" in page
    assert "Make a team" in page


def test_where_there_are_teams_the_front_page_says_who_makes_another(client, new_team):
    page = client.get("/").text
    assert "create-administrator" not in page
    assert "Make a team" in page


def test_an_administrator_finds_the_button_on_their_first_page(client, session):
    with unit_of_work():
        user = make_user()
        accounts.name_administrator(user, **WHO_AND_WHEN)
        client.sign_in(user)
    assert 'href="/administration/teams/new"' in client.get("/").text


def test_who_has_one_team_goes_straight_to_it(client, ann):
    assert client.get("/").location == HOME


def test_who_has_more_teams_chooses(client, new_team, ann):
    with unit_of_work():
        west = make_team(slug="west", name_en="West Team")
        teams.grant_role(team=west, user_id=ann.id, role=Role.READER, **WHO_AND_WHEN)
    page = client.get("/").text
    assert f'href="{HOME}">East Team</a>' in page
    assert 'href="/teams/west/">West Team</a>' in page


def test_who_has_no_team_is_told_whom_to_ask(client, session):
    with unit_of_work():
        client.sign_in(make_user())
    assert "You have no role in a team yet. Ask the administrator." in client.get("/").text


# -- the home of a team ------------------------------------------------------------------------------


def test_a_new_team_is_told_where_to_begin(client, ann):
    page = client.get(HOME).text
    assert "Nothing waits for you." in page
    assert "There is no document yet. Begin with the partners, then start the statement." in page


def test_a_question_waits_for_the_coordinator(client, new_team, request_to_sign):
    with unit_of_work(new_team.id):
        question = answers.ask_question(
            request_to_sign, text="Does <b>it</b> bind us?", act=request_to_sign.act_by_link(NOW)
        )
    page = client.get(HOME).text
    assert "Question from Carefor" in page
    assert "Does &lt;b&gt;it&lt;/b&gt; bind us?" in page
    assert f'href="{HOME}questions/{question.id}"' in page
    assert "Nothing waits for you." not in page


def test_an_answered_question_waits_no_more(client, new_team, request_to_sign):
    with unit_of_work(new_team.id):
        question = answers.ask_question(
            request_to_sign, text="Does it bind us?", act=request_to_sign.act_by_link(NOW)
        )
        answers.answer_question(question, answer="It does.", **WHO_AND_WHEN)
    assert "Question from Carefor" not in client.get(HOME).text


def test_a_new_signatory_waits_for_the_coordinators_yes(client, new_team, request_to_sign):
    with unit_of_work(new_team.id):
        hand_overs.propose_hand_over(
            request_to_sign,
            name="Bo Roy",
            title="Chair",
            email="bo@example.org",
            act=request_to_sign.act_by_link(NOW),
        )
    page = client.get(HOME).text
    assert "Carefor names another signatory" in page
    assert "Bo Roy, Chair" in page


def test_a_refused_message_waits_with_the_servers_words(client, new_team, request_to_sign):
    with unit_of_work(new_team.id):
        (message,) = outbox_queries.messages_of(new_team.id).rows
        messages.note_refused(message, answer="550 no such mailbox")
    page = client.get(HOME).text
    assert "550 no such mailbox" in page


def test_each_document_shows_how_far_it_has_come(client, new_team, request_to_sign):
    with unit_of_work(new_team.id):
        make_partner(new_team, "Willow", tier=Tier.OBSERVER)
        documents.start_next_version(request_to_sign.version.document, **WHO_AND_WHEN)
    page = client.get(HOME).text
    assert "Privacy policy</a>, version 1" in page
    assert "0 of 2 done" in page
    assert "Outstanding: <strong>2</strong>" in page
    assert "A draft of version 2 is being written." in page


def test_another_teams_affairs_do_not_wait_here(client, new_team, request_to_sign):
    with unit_of_work():
        answers.ask_question(request_to_sign, text="Does it bind us?", act=request_to_sign.act_by_link(NOW))
        client.sign_in(make_coordinator(make_team(slug="west")))
    page = client.get("/teams/west/").text
    assert "Carefor" not in page
    assert "Privacy policy" not in page


def test_a_reader_may_read_the_home_of_the_team(client, new_team, request_to_sign):
    with unit_of_work():
        client.sign_in(make_reader(new_team))
    page = client.get(HOME)
    assert page.status_code == 200
    assert "Settings" not in page.text


def test_the_home_is_in_the_language_of_the_reader(client, new_team, request_to_sign):
    client.post("/language/fr")
    page = client.get(HOME).text
    assert "Équipe de l’Est" in page
    assert "Politique de confidentialité" in page


@pytest.fixture
def selects(client, count_queries):
    """Counts the SELECTs of the home."""

    def count():
        with count_queries() as counted:
            assert client.get(HOME).status_code == 200
        return len(counted.selects)

    return count


def test_the_home_takes_as_many_selects_for_many_partners_as_for_one(new_team, request_to_sign, selects):
    for_one = selects()
    with unit_of_work(new_team.id):
        made = [make_partner(new_team) for _ in range(30)]
    assert for_one == selects() <= MOST_SELECTS
    assert len(made) == 30


def test_each_further_document_costs_the_home_one_select(new_team, request_to_sign, selects):
    for_one = selects()
    with unit_of_work(new_team.id):
        documents.publish(make_draft(new_team), **WHO_AND_WHEN)
    assert selects() == for_one + 1


def test_what_the_stage_asks_for_costs_the_home_no_more(new_team, request_to_sign, client, selects):
    without = selects()
    with unit_of_work(new_team.id):
        names = {"en": "Readiness", "fr": "Préparation"}
        stage = stages.add_stage(new_team, names=names, from_on=NOW.date(), **WHO_AND_WHEN)
        request_to_sign.version.document.stage = stage
    assert selects() == without <= MOST_SELECTS
    assert "One partner has not signed what the stage asks for." in client.get(HOME).text


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
        (Fate.REFUSED, "Not taken by the server", "550 no such mailbox"),
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
    assert "The message is on its way again, to " in page
    assert ("Sent again on 24 November 2026, 10:00 EST" in page, "Send again</button>" in page) == (
        True,
        False,
    )
    assert [one.fate for one in outbox_queries.messages_of(team.id).rows] == [Fate.PLANNED, fate]
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


@pytest.mark.parametrize(
    ("host", "says"),
    [("", "and no mail leaves"), ("mail.example.org", "mail leaves by the server that is set")],
)
def test_the_demonstration_says_whether_mail_leaves(app, client, host, says):
    app.config["REGISTRY_MODE"] = "demo"
    app.config["REGISTRY_MAIL"] = replace(app.config["REGISTRY_MAIL"], host=host)
    assert says in client.get("/sign-in").text


def test_the_demonstration_shows_what_is_not_needed_any_more(app, client, message):
    app.config["REGISTRY_MODE"] = "demo"
    with unit_of_work():
        request = commitment_requests.request_with_all(message.params["request"])
        signing_requests.revoke(request, reason="A slip", **WHO_AND_WHEN)
    assert "It is not needed any more." in client.get("/demo/outbox").text


@NEEDS_ALL
def test_every_message_is_called_by_words(client, team):
    sent = [key for key in MESSAGE_KINDS if not key.startswith("tests.")]
    with unit_of_work(team.id):
        posted = [make_message(key, team_id=team.id) for key in sent]
    page = client.get(MESSAGES).text
    assert len(posted) > 25
    assert [key for key in sent if key in page] == []


# -- two teams ---------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_has_roles_in_two_teams_sees_both_and_can_switch(client, session):
    with unit_of_work():
        east, west = make_team(slug="east", name_en="East"), make_team(slug="west", name_en="West")
        user = make_coordinator(east)
        teams.grant_role(team=west, user_id=user.id, role=Role.READER, **WHO_AND_WHEN)
    client.sign_in(user)
    page = client.get("/").text
    assert "East" in page
    assert "Reader" in page
    assert "Other teams" in client.get("/teams/west/").text


@pytest.mark.both_databases
def test_who_has_one_team_is_offered_no_other(client, session):
    with unit_of_work():
        user = make_coordinator(make_team(slug="east"))
    client.sign_in(user)
    assert "Other teams" not in client.get("/teams/east/").text
