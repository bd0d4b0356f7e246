"""A disabled account by page: who has it is told, and nobody else."""

from http import HTTPStatus

import pytest

from registry import clock
from registry.accounts import services
from registry.database.transactions import unit_of_work
from registry.security import actors
from registry.security.permissions import Role
from registry.sign_in.services import disabled_accounts
from registry.teams.queries import teams as team_queries
from registry.teams.services import sign_in_policy, teams
from tests.accounts.making import PASSWORD, make_person
from tests.acts import act_of
from tests.factories import WHO_AND_WHEN, make_team, make_user
from tests.mailbox import links_in
from tests.reading import error_on

TEAM = "/teams/east/"
DISABLED = "Your account is disabled for now"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def ann(session):
    """The coordinator of a team, with a password."""
    with unit_of_work():
        east = make_team(slug="east")
        user = make_person(email="ann@example.org", name="Ann Ng")
        teams.grant_role(team=east, user_id=user.id, role=Role.COORDINATOR, **WHO_AND_WHEN)
        sign_in_policy.set_rules(east, second_factor_roles=(), allows_link=True, **WHO_AND_WHEN)
    return user


@pytest.fixture
def ada(session):
    """Who keeps the installation."""
    with unit_of_work():
        user = make_user(name="Ada Min")
        services.name_administrator(user, **WHO_AND_WHEN)
    return user


def disable(user):
    with unit_of_work():
        disabled_accounts.disable(user, reason="Has left.", act=act_of(actors.COMMAND, clock.now()))


def come(client, password=PASSWORD, email="ann@example.org"):
    return client.post("/sign-in", data={"email": email, "password": password}, follow_redirects=True)


def test_an_administrator_disables_an_account_and_its_sessions_end_at_once(app, client, ann, ada):
    theirs = app.test_client()
    theirs.sign_in(ann)
    client.sign_in(ada)
    answer = client.post(f"/administration/accounts/{ann.id}/disable", data={"reason": "Has left."})
    assert answer.location == f"/administration/accounts/{ann.id}"
    assert theirs.get(TEAM).location.startswith("/sign-in")
    page = client.get(answer.location).text
    assert "Has left." in page
    assert "Account disabled" in page
    assert "Ada Min" in page


def test_a_disabled_account_is_opened_again(client, ann, ada):
    disable(ann)
    client.sign_in(ada)
    client.post(f"/administration/accounts/{ann.id}/enable")
    client.post("/sign-out")
    come(client)
    assert client.get(TEAM).status_code == HTTPStatus.OK


def test_who_knows_the_password_is_told_that_the_account_is_disabled(client, ann):
    disable(ann)
    assert DISABLED in come(client).text
    assert client.get(TEAM).location.startswith("/sign-in")


def test_who_does_not_know_the_password_learns_nothing_of_it(client, ann):
    disable(ann)
    answer = come(client, "wrong wrong wrong")
    assert DISABLED not in answer.text
    assert error_on(answer, "password") == error_on(come(client, email="nobody@example.org"), "password")


def test_a_link_sent_before_opens_a_disabled_account_no_more(client, ann, work, mailbox):
    client.post("/sign-in/link", data={"email": "ann@example.org"})
    work()
    (link,) = links_in(mailbox.last("ann@example.org"))
    disable(ann)
    assert client.post(link.removeprefix("http://localhost")).status_code == HTTPStatus.GONE


def test_an_administrator_ends_the_sessions_of_an_account_that_stays_open(app, client, ann, ada):
    theirs = app.test_client()
    theirs.sign_in(ann)
    client.sign_in(ada)
    client.post(f"/administration/accounts/{ann.id}/sessions/end")
    assert theirs.get(TEAM).location.startswith("/sign-in")
    assert DISABLED not in come(client).text


def test_accounts_are_found_by_address_and_name(client, ann, ada):
    client.sign_in(ada)
    page = client.get("/administration/accounts?q=ann").text
    assert "ann@example.org" in page
    assert ada.email not in page
    assert "Ann Ng" in client.get("/administration/accounts?q=NG").text


def test_the_team_sees_that_an_account_is_disabled(client, ann):
    with unit_of_work():
        cora = make_person(email="cora@example.org")
        teams.grant_role(
            team=team_queries.find_team("east"), user_id=cora.id, role=Role.COORDINATOR, **WHO_AND_WHEN
        )
    disable(ann)
    client.sign_in(cora)
    assert "Disabled" in client.get("/teams/east/people").text


def test_a_team_whose_coordinators_are_disabled_may_be_given_another(client, ann, ada):
    disable(ann)
    client.sign_in(ada)
    assert "Name the first" in client.get("/administration").text
    east = team_queries.find_team("east").id
    said = {"name": "Cora Lee", "email": "cora@example.org", "language": "en"}
    assert client.post(f"/administration/teams/{east}/coordinator", data=said).location == "/administration"
