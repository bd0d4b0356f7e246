"""The people of a team, by page: who they are, inviting them, inviting them again, ending a role."""

import re
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from registry.accounts import queries as account_queries
from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.sign_in.services import passwords
from registry.teams.models import Membership
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_reader,
    make_representative,
    make_team,
    make_user,
)
from tests.mailbox import links_in
from tests.reading import error_on

BASE = "/teams/east/people"
BO = {"name": "Bo Roy", "email": "bo@example.org", "language": "fr", "role": "member"}

pytestmark = pytest.mark.usefixtures("stopped_clock", "team")


def roles_of(email):
    """The roles of an account, by team."""
    user = account_queries.find_account(email)
    rows = db.session.scalars(sa.select(Membership).where(Membership.user_id == user.id)) if user else ()
    return {one.team.slug: one.role for one in rows}


@pytest.fixture
def invite(client):
    """Sends the form of an invitation."""
    return lambda **said: client.post(f"{BASE}/new", data=BO | said)


@pytest.fixture
def bo(invite):
    """Somebody invited who has not chosen a password."""
    invite()
    return account_queries.find_account("bo@example.org")


# -- who is there ------------------------------------------------------------------------------------


def test_the_people_of_a_team_stand_with_their_roles(client, team):
    with unit_of_work(team.id):
        make_reader(team, name="Rae Reader", email="rae@example.org")
    row = re.compile(r'/people/\d+">([^<]+)</a>.*?data-label="Role"><strong[^>]*>(\w+)<', re.DOTALL)
    assert row.findall(client.get(BASE).text) == [("Ann Ng", "Coordinator"), ("Rae Reader", "Reader")]


def test_people_of_another_team_do_not_stand_there(client):
    with unit_of_work():
        make_reader(make_team(slug="west"), name="Wes Roe")
    assert "Wes Roe" not in client.get(BASE).text


def test_a_reader_sees_names_and_no_address_and_nothing_to_do(client, team):
    with unit_of_work(team.id):
        client.sign_in(make_reader(team, name="Rae Reader", email="rae@example.org"))
    page = client.get(BASE).text
    assert "Rae Reader" in page
    assert "rae@example.org" not in page
    assert "Invite a person" not in page


def test_more_people_than_a_page_holds_stand_on_the_next(client, team):
    with unit_of_work(team.id):
        everyone = [make_reader(team, name=f"Reader {number:02}") for number in range(51)]
    first = client.get(BASE).text
    after = re.search(r"\?after=(\d+)", first)[1]
    second = client.get(f"{BASE}?after={after}").text
    assert "Reader 00" in first
    assert everyone[-1].name not in first
    assert everyone[-1].name in second
    assert "Reader 00" not in second


# -- inviting ----------------------------------------------------------------------------------------


def test_a_person_is_invited_by_mail(invite, client, mailbox, work, woken):
    answer = invite()
    assert (answer.status_code, answer.location) == (303, BASE)
    assert "outbox.send" in woken
    work()
    (link,) = [one for one in links_in(mailbox.last("bo@example.org")) if "/welcome/" in one]
    assert "Welcome, Bo Roy" in client.get(urlsplit(link).path).text
    assert roles_of("bo@example.org") == {"east": "member"}


def test_no_link_is_kept_with_the_message(bo):
    (message,) = db.session.scalars(sa.select(Message))
    assert "welcome" not in str(message.params)


def test_the_fate_of_the_invitation_is_shown(client, bo, mailbox, work):
    assert "Planned" in client.get(BASE).text
    mailbox.refuse("bo@example.org")
    work()
    page = client.get(BASE).text
    assert "Not taken by the server" in page
    assert "550 5.1.1 no such mailbox" in page


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"email": "bo@"}, "email", "This is not an e-mail address, such as name@example.org."),
        ({"name": ""}, "name", "Give the person’s name, in at most 200 characters."),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
        ({"role": "owner"}, "role", "Not a valid choice."),
        ({"language": "de"}, "language", "Not a valid choice."),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_on_its_field(invite, said, field, words):
    answer = invite(**said)
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert roles_of("bo@example.org") == {}


def test_an_account_of_another_team_gets_a_role_here_and_keeps_its_own(invite):
    with unit_of_work():
        make_reader(make_team(slug="west"), email="bo@example.org", name="Bo Roy")
    invite()
    assert roles_of("bo@example.org") == {"west": "reader", "east": "member"}


def test_one_who_has_a_role_here_is_not_invited_twice(bo, invite):
    answer = invite(role="reader")
    assert answer.status_code == 422
    assert error_on(answer, "email") == "Bo Roy is in the team with this address already."
    assert roles_of("bo@example.org") == {"east": "member"}


def test_an_invitation_is_sent_again_with_a_link_that_works(client, bo, mailbox, work):
    answer = client.post(f"{BASE}/{bo.id}/again")
    assert answer.location == BASE
    work()
    assert len(mailbox.to("bo@example.org")) == 2
    assert "Told: Bo Roy." in client.get(BASE).text


def test_one_who_chose_a_password_is_not_invited_again(client, bo, woken):
    with unit_of_work():
        passwords.set_password(bo, "four words in a row", **WHO_AND_WHEN)
    assert f"{BASE}/{bo.id}/again" not in client.get(BASE).text
    assert client.post(f"{BASE}/{bo.id}/again").status_code == 409


# -- ending ------------------------------------------------------------------------------------------


def test_a_role_ends_and_the_team_is_closed_to_them(client, bo):
    assert "End the role of Bo Roy" in client.get(f"{BASE}/{bo.id}/end").text
    assert client.post(f"{BASE}/{bo.id}/end").location == BASE
    assert roles_of("bo@example.org") == {}
    client.sign_in(bo)
    assert client.get("/teams/east/").status_code == 404


def test_the_end_of_a_role_is_in_the_trail(client, bo):
    client.post(f"{BASE}/{bo.id}/end")
    tags = db.session.scalars(sa.select(Event.tag).where(Event.subject == f"user:{bo.id}"))
    assert "role:ended" in list(tags)


def test_an_invitation_not_sent_yet_does_not_leave_once_the_role_has_ended(client, bo, mailbox, work):
    client.post(f"{BASE}/{bo.id}/end")
    work()
    assert mailbox.to("bo@example.org") == []


def test_the_last_coordinator_keeps_the_role(client, team):
    last = db.session.scalar(sa.select(Membership.user_id).where(Membership.team_id == team.id))
    answer = client.post(f"{BASE}/{last}/end")
    assert answer.status_code == 422
    assert "A team needs a coordinator: name another before this one leaves." in answer.text
    assert client.get("/teams/east/").status_code == 200


def test_a_coordinator_goes_where_another_stays(client, team):
    with unit_of_work(team.id):
        other = make_coordinator(team, name="Cas Lee", email="cas@example.org")
    assert client.post(f"{BASE}/{other.id}/end").status_code == 303
    assert roles_of("cas@example.org") == {}


@pytest.mark.parametrize("page", ["end", "again"])
def test_one_who_is_not_of_the_team_is_not_found(client, page):
    with unit_of_work():
        stranger = make_user()
    assert client.post(f"{BASE}/{stranger.id}/{page}").status_code == 404


def test_no_invitation_gives_somebody_of_the_team_a_wider_role(bo, invite):
    answer = invite(role="coordinator")
    assert "in the team with another role" in error_on(answer, "email")
    assert roles_of("bo@example.org") != {"east": "coordinator"}


def test_who_ends_their_own_role_is_led_home(client, team):
    with unit_of_work(team.id):
        make_coordinator(team)
    assert client.post(f"{BASE}/1/end").location == "/"


def test_those_a_person_acts_for_stand_beside_them(client, team):
    with unit_of_work(team.id):
        make_representative(make_partner(team, "Carefor"), name="Rae Roe")
    page = client.get(BASE).text
    assert page.index("Rae Roe") < page.index("Carefor")


def test_the_list_takes_few_selects_however_many_there_are(client, team, count_queries):
    with unit_of_work(team.id):
        for partner in (make_partner(team), make_partner(team)):
            make_representative(partner)
    with count_queries() as counted:
        client.get(BASE)
    assert len(counted.selects) <= 6
