"""The administrator's page: teams made, first coordinators named, the state in numbers."""

import pytest

from registry.accounts import queries as account_queries
from registry.accounts import services as accounts
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.outbox import queries as outbox_queries
from registry.outbox.services import pauses
from registry.sign_in.rules.sign_in import Factor
from registry.teams.queries import teams as team_queries
from registry.teams.services import memberships
from registry.teams.services.memberships import Newcomer
from tests.factories import NOW, WHO_AND_WHEN, make_coordinator, make_partner, make_team, make_user

PAGE = "/administration"

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.both_databases,
]


@pytest.fixture
def administrator(client, session):
    """Who keeps the installation, signed in."""
    with unit_of_work():
        user = make_user(name="Ada Min")
        accounts.name_administrator(user, **WHO_AND_WHEN)
    client.sign_in(user)
    return user


def make_one(client, **said):
    """Makes a team on the page."""
    typed = {"slug": "north", "name_en": "North Team", "timezone": "America/Toronto"}
    typed |= {"name": "Cora Lee", "email": "cora@example.org", "language": "en"}
    return client.post(f"{PAGE}/teams/new", data=typed | said)


def test_a_team_is_made_with_its_first_coordinator(client, administrator):
    assert make_one(client).location == PAGE
    team, cora = team_queries.find_team("north"), account_queries.find_account("cora@example.org")
    assert team_queries.coordinator_ids(team.id) == [cora.id]
    messages = outbox_queries.messages_of(team.id).rows
    assert [message.to_address for message in messages] == ["cora@example.org"]


def test_a_password_alone_does_not_lead_to_the_administration(client, administrator):
    client.sign_in(administrator, [Factor.PASSWORD])
    assert client.get(PAGE).location == f"/account/owed?next={PAGE}"
    assert "asked for a second factor" in client.get("/account/owed").text
    assert client.post(f"{PAGE}/teams/new", data={"slug": "north"}).location == "/account/owed"


def test_who_made_a_team_does_not_get_into_it(client, administrator):
    make_one(client)
    assert client.get("/teams/north/").status_code == 404


def test_a_team_is_not_made_without_its_coordinator(client, administrator):
    assert make_one(client, email="").status_code == 422
    assert team_queries.find_team("north") is None


def test_a_team_that_has_a_coordinator_names_its_own(session):
    with unit_of_work():
        team = make_team()
        make_coordinator(team)
    with pytest.raises(RuleBroken, match="has a coordinator"), unit_of_work():
        memberships.name_first_coordinator(team, Newcomer("Bo", "bo@example.org"), **WHO_AND_WHEN)


def test_a_team_without_a_coordinator_is_given_its_first(client, administrator):
    with unit_of_work():
        team = make_team()
    address = f"{PAGE}/teams/{team.id}/coordinator"
    said = {"name": "Cora Lee", "email": "cora@example.org", "language": "en"}
    assert client.post(address, data=said).location == PAGE
    assert len(team_queries.coordinator_ids(team.id)) == 1


def test_the_page_shows_numbers_and_nothing_that_a_team_holds(client, administrator):
    with unit_of_work():
        make_partner(make_team(name_en="East Team"), "Carefor")
    page = client.get(PAGE).text
    assert "East Team" in page
    assert "Carefor" not in page


def test_the_state_takes_as_many_selects_for_many_teams_as_for_one(client, administrator, count_queries):
    with unit_of_work():
        make_team()
    with count_queries() as few:
        client.get(PAGE)
    with unit_of_work():
        made = [make_team() for _ in range(20)]
    with count_queries() as many:
        client.get(PAGE)
    assert len(made) == 20
    assert len(few.selects) == len(many.selects) <= 9


def test_the_administrator_is_told_that_mail_does_not_leave_and_why(client, administrator):
    make_one(client)
    assert "does not leave" not in client.get(PAGE).text
    with unit_of_work():
        pauses.pause(answer="535 5.7.8 bad credentials", now=NOW)
    page = client.get(PAGE).text
    assert "1 message does not leave." in page
    assert "535 5.7.8 bad credentials" in page
