"""Persons whose addresses and names contain one another: each export names its own and nobody else."""

import re
from dataclasses import dataclass

import pytest

from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners
from registry.privacy.services import export as export_services
from registry.teams.queries import teams
from tests.acts import act_of
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_reader,
    make_signatory,
    make_team,
    make_user,
    make_version,
)
from tests.privacy.builders import for_coordinator, for_operator, listed

TEAMS = ("east", "west")

pytestmark = pytest.mark.usefixtures("stopped_clock")


@dataclass(frozen=True)
class Somebody:
    """A person who may sign in each of two teams."""

    name: str
    email: str


PEOPLE = (
    Somebody("Ann", "0@valley.example"),
    Somebody("Ann Lee", "ann@valley.example"),
    Somebody("Joann Lee", "joann@valley.example"),
    Somebody("Jo-Ann Lee", "jo-ann@valley.example"),
    Somebody("Ann Leeson", "ann@valley.example.org"),
    Somebody("Ann Lee-Roy", "j.ann@valley.example"),
    Somebody("Zoé Émond", "zoe@valley.example"),
    Somebody("Zoé Émondson", "10@valley.example"),
    Somebody("D’Ann Leeds", "ann@valley.examples"),
    Somebody("Élan O’Neil", "élan@valley.example"),
    Somebody("Neil", "lan@valley.example"),
)
#: What each of them is to be given: their own address and name.
OWN = {person.email: ({person.email}, {person.name}) for person in PEOPLE}


@pytest.fixture
def crowd(session):
    """All of them in two teams: asked to sign, written to, and spoken of in notes."""
    for slug in TEAMS:
        with unit_of_work():
            team = make_team(slug=slug)
        with unit_of_work(team.id):
            version = make_version(team)
            for person in PEOPLE:
                _sign_for(team, person)
            requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)


def _sign_for(team, person):
    partner = make_partner(team)
    make_signatory(partner, name=person.name, email=person.email)
    for text in (f"Call {person.email}.", f"Asked {person.name}; waits.", f"<{person.email}>, {person.name}"):
        partners.add_note(partner, kind=NoteKind.CALL, on=NOW.date(), text=text, due_on=None, **WHO_AND_WHEN)


def account_of(person):
    """The account of somebody without a role anywhere."""
    with unit_of_work():
        return make_user(email=person.email, name=person.name)


def own(user):
    """What somebody is given of themselves."""
    with unit_of_work():
        return export_services.export_of_account(user, act=act_of(user, NOW))


def named_in(export):
    """All addresses and names of persons of the crowd that stand in the file."""
    rows = [row for kind in listed(export_services.packed(export))["kept"] for row in kind["rows"]]
    texts = [value for row in rows for value in row.values() if isinstance(value, str)]
    addresses = {found for text in texts for found in re.findall(r"[\w.%+-]+@[\w.-]*\w", text)}
    names = {value for row in rows for key in ("name", "to_name") if (value := row.get(key))}
    return addresses, names


def count(export, table):
    """How many rows of a table are in it."""
    return sum(
        row.table == table for kinds in export.teams.values() for found in kinds.values() for row in found
    )


def given_to_all(give, *tables):
    """What each person's export names, by address, and how many rows of some tables are in each of them."""
    exports = {person.email: give(person) for person in PEOPLE}
    counts = {tuple(count(export, table) for table in tables) for export in exports.values()}
    return {email: named_in(export) for email, export in exports.items()}, counts


# -- the property ------------------------------------------------------------------------------------


def test_own_data_names_each_person_and_nobody_else(crowd):
    tables = ("signatory", "signing_request", "outbox_message", "partner_note")
    assert given_to_all(lambda person: own(account_of(person)), *tables) == (OWN, {(2, 2, 2, 0)})


def test_a_team_asked_by_address_gives_each_person_and_nobody_else(crowd):
    team = teams.find_team("east")
    with unit_of_work():
        coordinator = make_coordinator(team, email="robin@valley.example", name="Robin Roe")
    tables = ("signatory", "signing_request", "outbox_message")
    found = given_to_all(lambda person: for_coordinator(team, person.email, coordinator), *tables)
    assert found == (OWN, {(1, 1, 1)})


def test_the_operator_asked_by_address_gives_each_person_in_all_teams(crowd):
    tables = ("signatory", "signing_request", "outbox_message")
    assert given_to_all(lambda person: for_operator(person.email), *tables) == (OWN, {(2, 2, 2)})


def test_the_operator_asked_by_name_gives_whole_names_alone(crowd):
    named, counts = given_to_all(lambda person: for_operator(person.name.upper()), "signatory")
    assert {email: names for email, (_addresses, names) in named.items()} == {
        person.email: {person.name} for person in PEOPLE
    }
    assert counts == {(2,)}


# -- its edges ---------------------------------------------------------------------------------------


def test_a_namesake_with_another_address_is_somebody_else(session):
    with unit_of_work():
        team = make_team()
        for email in ("ann@valley.example", "other@valley.example"):
            make_signatory(make_partner(team), name="Ann Lee", email=email)
    assert named_in(for_operator("ann@valley.example"))[0] == {"ann@valley.example"}


def test_a_role_in_a_team_opens_no_row_of_a_namesake(session):
    with unit_of_work():
        team = make_team()
        make_signatory(make_partner(team), name="Ann Lee", email="ann@valley.example")
        user = make_reader(team, email="0@valley.example", name="Ann Lee")
    assert named_in(own(user))[0] == {"0@valley.example"}
