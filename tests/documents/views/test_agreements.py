"""The page on which an administrator is the second person."""

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import EnteredProvision, Version
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.figures import Basis, Place, PlaceKind, Reading
from registry.documents.rules.provisions import ProvisionKind
from registry.documents.services import entered_provisions
from registry.teams.models import Membership, Team
from tests.acts import act_of
from tests.conftest import Client
from tests.factories import (
    NOW,
    make_committee,
    make_coordinator,
    make_seat,
    make_statement,
    make_statement_of_before,
    make_user,
    seat_member,
)

DAYS = ProvisionKind.CONFLICT_DAYS

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def administrator(client: Client) -> User:
    """An administrator without a role in the team, who is signed in."""
    with unit_of_work():
        user = make_user()
        user.is_administrator = True
    client.sign_in(user)
    return user


@pytest.fixture
def entry(client: Client, team: Team) -> EnteredProvision:
    """What the only coordinator of a team without a chair has read."""
    coordinator = team_coordinator(team)
    with unit_of_work(team.id):
        version = make_statement_of_before(team)
        read = {DAYS: Reading(30, Place(PlaceKind.PAGE, "7"))}
        return entered_provisions.enter(version, readings=read, act=act_of(coordinator, NOW))[0]


def team_coordinator(team: Team) -> User:
    query = sa.select(User).join(Membership, Membership.user_id == User.id)
    return db.session.scalars(query.where(Membership.team_id == team.id)).one()


def page(version: Version) -> str:
    return f"/administration/agreements/{version.id}"


def test_an_administrator_reads_the_text_and_confirms(
    entry: EnteredProvision, administrator: User, client: Client
) -> None:
    assert "30 days" in client.get(page(entry.version)).text
    assert client.get(f"{page(entry.version)}/en.pdf").data.startswith(b"%PDF")
    assert client.post(page(entry.version), data={"entries": [str(entry.id)]}).status_code == 303
    found = provision_queries.in_force(entry.version.team_id, NOW.date())[DAYS]
    assert (found.value, found.basis, entry.confirmed_as) == (30, Basis.COMPARED, "administrator")


def test_where_there_is_another_coordinator_nothing_waits_for_an_administrator(
    entry: EnteredProvision, administrator: User, client: Client, team: Team
) -> None:
    with unit_of_work(team.id):
        make_coordinator(team)
    assert "Nothing waits for you here." in client.get(page(entry.version)).text
    assert client.post(page(entry.version), data={"entries": [str(entry.id)]}).status_code == 403


def test_a_version_that_carries_its_provisions_has_no_such_page(
    administrator: User, client: Client, team: Team
) -> None:
    with unit_of_work(team.id):
        version = make_statement(team)
    assert client.get(page(version)).status_code == 404
    assert client.get(f"{page(version)}/en.pdf").status_code == 404


def test_a_language_that_the_version_has_not_is_no_page(
    entry: EnteredProvision, administrator: User, client: Client
) -> None:
    assert client.get(f"{page(entry.version)}/de.pdf").status_code == 404


# -- the list of an administrator --------------------------------------------------------------------


def test_an_administrator_has_a_list_of_what_waits_for_them(
    entry: EnteredProvision, administrator: User, client: Client
) -> None:
    assert "One agreement waits for your confirmation" in client.get("/administration").text
    listed = client.get("/administration/agreements").text
    for words in (entry.version.document.title("en"), page(entry.version), entry.by_name, "East Team"):
        assert words in listed
    client.post(page(entry.version), data={"entries": [str(entry.id)]})
    assert "Nothing waits for you here." in client.get("/administration/agreements").text
    assert "waits for your confirmation" not in client.get("/administration").text


def test_the_list_leaves_out_what_falls_to_somebody_of_the_team(
    entry: EnteredProvision, administrator: User, client: Client, team: Team
) -> None:
    with unit_of_work(team.id):
        seat_member(make_seat(make_committee(team)), is_chair=True)
    assert page(entry.version) not in client.get("/administration/agreements").text


def test_the_list_is_for_administrators(entry: EnteredProvision, client: Client, team: Team) -> None:
    client.sign_in(team_coordinator(team))
    assert client.get("/administration/agreements").status_code in (403, 404)
