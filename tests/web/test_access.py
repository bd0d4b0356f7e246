"""Who may change something is asked again once the change is alone: a right lost meanwhile is lost."""

import threading

import pytest

from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.security.permissions import Role
from registry.sign_in.services import disabled_accounts
from registry.teams.models import Team
from registry.teams.queries import teams
from registry.teams.services import memberships
from registry.teams.services import teams as team_services
from tests.factories import WHO_AND_WHEN, make_coordinator, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")

NEW_PARTNER = {
    "name": "Willow",
    "tier": "associate",
    "status": "partner",
    "rests_on": "list",
    "effective_on": "2026-03-01",
    "language": "en",
    "signatures_needed": "1",
}
NEW_TEAM = {
    "slug": "west",
    "name_en": "West Team",
    "name_fr": "Équipe de l’Ouest",
    "timezone": "America/Toronto",
    "name": "Wim Wu",
    "email": "wim@example.org",
    "language": "en",
}


@pytest.fixture
def meanwhile(app):
    """Does a change after a page has let its reader in, and before that page's own change begins."""

    usual = app.extensions["registry.before_change"]

    def arrange(change):
        def once():
            app.extensions["registry.before_change"] = usual
            other = threading.Thread(target=elsewhere, args=(app, change))
            other.start()
            other.join()

        app.extensions["registry.before_change"] = once

    yield arrange
    app.extensions["registry.before_change"] = usual


def elsewhere(app, change):
    """A change of somebody else, in a unit of work of its own."""
    with app.app_context(), unit_of_work():
        change()


@pytest.fixture
def leaving(team, client):
    """A second coordinator, signed in."""
    with unit_of_work():
        user = make_coordinator(team, name="Lea Vance")
    client.sign_in(user)
    return user


def end_role(team_id, user_id):
    memberships.end_role(db.session.get_one(Team, team_id), user_id, **WHO_AND_WHEN)


def test_a_role_that_ends_after_the_page_let_its_reader_in_changes_nothing(client, team, leaving, meanwhile):
    team_id, user_id = team.id, leaving.id
    meanwhile(lambda: end_role(team_id, user_id))
    answer = client.post("/teams/east/partners/new", data=NEW_PARTNER)
    assert answer.status_code == 403
    assert db.session.query(Partner).count() == 0


def test_a_role_that_becomes_less_meanwhile_changes_nothing(client, team, leaving, meanwhile):
    team_id, user_id = team.id, leaving.id

    def read_only():
        end_role(team_id, user_id)
        east = db.session.get_one(Team, team_id)
        team_services.grant_role(team=east, user_id=user_id, role=Role.READER, **WHO_AND_WHEN)

    meanwhile(read_only)
    assert client.post("/teams/east/partners/new", data=NEW_PARTNER).status_code == 403
    assert db.session.query(Partner).count() == 0


def test_an_account_that_is_disabled_meanwhile_changes_nothing(client, team, leaving, meanwhile):
    user_id = leaving.id
    meanwhile(
        lambda: disabled_accounts.disable(db.session.get_one(User, user_id), reason="Left", **WHO_AND_WHEN)
    )
    assert client.post("/teams/east/partners/new", data=NEW_PARTNER).status_code == 403


def test_an_administrator_who_is_one_no_more_changes_nothing(client, team, meanwhile):
    with unit_of_work():
        user = make_user()
        accounts.name_administrator(user, **WHO_AND_WHEN)
    client.sign_in(user)
    user_id = user.id

    def take_away():
        db.session.get_one(User, user_id).is_administrator = False

    meanwhile(take_away)
    answer = client.post("/administration/teams/new", data=NEW_TEAM)
    assert answer.status_code == 403
    assert teams.find_team("west") is None


def test_who_keeps_their_role_changes_what_they_may(client, team, leaving, meanwhile):
    meanwhile(make_user)
    assert client.post("/teams/east/partners/new", data=NEW_PARTNER).status_code == 303
