"""The front page, the home of a team, and what waits there."""

import pytest

from registry.accounts import services as accounts
from registry.commitments.services import answers, hand_overs, requests
from registry.database.transactions import unit_of_work
from registry.documents.services import documents
from registry.outbox import queries as outbox_queries
from registry.outbox.services import messages
from registry.security.permissions import Role
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

#: The home asks every feature what waits; each asks a fixed number of times.
MOST_SELECTS = 31
HOME = "/teams/east/"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def ann(client, team):
    """Its coordinator, signed in."""
    with unit_of_work():
        user = make_coordinator(team)
    client.sign_in(user)
    return user


@pytest.fixture
def request_to_sign(team, ann):
    """A request that Carefor signs the privacy policy."""
    with unit_of_work(team.id):
        make_signatory(make_partner(team, "Carefor"))
        invited = requests.invite_outstanding(make_version(team), due_on=None, **WHO_AND_WHEN)
    return invited.requests[0]


# -- the front page ----------------------------------------------------------------------------------


def test_anyone_learns_what_this_is_and_where_to_go(client, session):
    page = client.get("/").text
    assert "Who committed to what, and proof of it" in page
    assert 'href="/sign-in"' in page
    assert 'href="/verify"' in page


def test_a_new_installation_says_on_its_front_page_how_a_team_is_made(client, session):
    page = client.get("/").text
    assert "registry create-administrator" in page
    assert "Make a team" in page


def test_where_there_are_teams_the_front_page_says_who_makes_another(client, team):
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


def test_who_has_more_teams_chooses(client, team, ann):
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


def test_a_question_waits_for_the_coordinator(client, team, request_to_sign):
    with unit_of_work(team.id):
        question = answers.ask_question(request_to_sign, text="Does <b>it</b> bind us?", now=NOW)
    page = client.get(HOME).text
    assert "Question from Carefor" in page
    assert "Does &lt;b&gt;it&lt;/b&gt; bind us?" in page
    assert f'href="{HOME}questions/{question.id}"' in page
    assert "Nothing waits for you." not in page


def test_an_answered_question_waits_no_more(client, team, request_to_sign):
    with unit_of_work(team.id):
        question = answers.ask_question(request_to_sign, text="Does it bind us?", now=NOW)
        answers.answer_question(question, answer="It does.", **WHO_AND_WHEN)
    assert "Question from Carefor" not in client.get(HOME).text


def test_a_new_signatory_waits_for_the_coordinators_yes(client, team, request_to_sign):
    with unit_of_work(team.id):
        hand_overs.propose_hand_over(
            request_to_sign, name="Bo Roy", title="Chair", email="bo@example.org", now=NOW
        )
    page = client.get(HOME).text
    assert "Carefor names another signatory" in page
    assert "Bo Roy, Chair" in page


def test_a_refused_message_waits_with_the_servers_words(client, team, request_to_sign):
    with unit_of_work(team.id):
        (message,) = outbox_queries.messages_of(team.id)
        messages.note_refused(message, answer="550 no such mailbox")
    page = client.get(HOME).text
    assert "550 no such mailbox" in page


def test_each_document_shows_how_far_it_has_come(client, team, request_to_sign):
    with unit_of_work(team.id):
        make_partner(team, "Willow", tier=Tier.OBSERVER)
        documents.start_next_version(request_to_sign.version.document, **WHO_AND_WHEN)
    page = client.get(HOME).text
    assert "Privacy policy</a>, version 1" in page
    assert "0 of 2 done" in page
    assert "Outstanding: <strong>2</strong>" in page
    assert "A draft of version 2 is being written." in page


def test_another_teams_affairs_do_not_wait_here(client, team, request_to_sign):
    with unit_of_work():
        answers.ask_question(request_to_sign, text="Does it bind us?", now=NOW)
        client.sign_in(make_coordinator(make_team(slug="west")))
    page = client.get("/teams/west/").text
    assert "Carefor" not in page
    assert "Privacy policy" not in page


def test_a_reader_may_read_the_home_of_the_team(client, team, request_to_sign):
    with unit_of_work():
        client.sign_in(make_reader(team))
    page = client.get(HOME)
    assert page.status_code == 200
    assert "Settings" not in page.text


def test_the_home_is_in_the_language_of_the_reader(client, team, request_to_sign):
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


def test_the_home_takes_as_many_selects_for_many_partners_as_for_one(team, request_to_sign, selects):
    for_one = selects()
    with unit_of_work(team.id):
        made = [make_partner(team) for _ in range(30)]
    assert for_one == selects() <= MOST_SELECTS
    assert len(made) == 30


def test_each_further_document_costs_the_home_two_selects(team, request_to_sign, selects):
    for_one = selects()
    with unit_of_work(team.id):
        documents.publish(make_draft(team), **WHO_AND_WHEN)
    assert selects() == for_one + 2
