"""Many organizations listed at once: as if each had been listed alone."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.audit.rules.hash_chain import chain_of
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.partners.models.partners import Partner, PartnerWord, StatusChange, TierChange
from registry.partners.models.people import Grant, Signatory
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.services import newcomers, partners, signatories
from registry.partners.services.newcomers import Newcomer, Person
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.factories import WHO_AND_WHEN, make_partner, make_team

pytestmark = pytest.mark.usefixtures("session")

ON_LIST = RestsOn(Ground.LIST, "list.csv", "list_import:1")
#: What differs whenever something is listed again.
OWN = {"id", "team_id", "organization_id", "partner_id", "signatory_id", "revision"}


def newcomer(name: str, position: int = 1, *people: Person) -> Newcomer:
    """An organization with nothing said of it but its place."""
    return Newcomer(
        name=name,
        tier=Tier.ANCHOR,
        tier_label="Core",
        effective_on=dt.date(2026, 1, 5),
        sector="home care",
        city="Hull",
        language="fr",
        position=position,
        extra_cells={"beds": "40"},
        people=people,
    )


MAPLE = newcomer(
    "Maple Clinic", 3, Person("Ann Lee", "Director", "ann@example.org"), Person("", "Chair", "bo@example.org")
)


@pytest.fixture
def team(session: object) -> Team:
    """A team without partners."""
    with unit_of_work():
        return make_team()


def list_alone(team: Team, one: Newcomer) -> None:
    """List a newcomer and its people one after the other."""
    said = {name: value for name, value in vars(one).items() if name != "people"}
    partner = partners.add_partner(team, **said, rests_on=ON_LIST, **WHO_AND_WHEN)
    for person in one.people:
        signatories.add_signatory(partner, **vars(person), **WHO_AND_WHEN)


def told(team: Team) -> list[list[dict[str, Any]]]:
    """Every row about the partners of a team, without its numbers."""
    mine = sa.select(Partner.id).where(Partner.team_id == team.id)
    tables = [Partner.__table__.select().where(Partner.team_id == team.id)]
    for model in (PartnerWord, TierChange, StatusChange, Signatory, Grant):
        table = model.__table__
        tables.append(table.select().where(table.c.partner_id.in_(mine)).order_by(table.c.id))
    return [
        [{name: value for name, value in row.items() if name not in OWN} for row in rows]
        for rows in (db.session.execute(query).mappings().all() for query in tables)
    ]


def tags(team: Team) -> list[str]:
    """The kinds of events of a team, in their order."""
    query = sa.select(Event.tag).where(Event.chain == chain_of(team.id)).order_by(Event.seq)
    return list(db.session.scalars(query))


def test_listed_at_once_they_are_as_if_each_had_been_listed_alone(team):
    with unit_of_work():
        other = make_team()
    with unit_of_work(team.id):
        newcomers.add_partners(team, [MAPLE], rests_on=ON_LIST, **WHO_AND_WHEN)
    with unit_of_work(other.id):
        list_alone(other, MAPLE)
    assert told(team) == told(other)
    assert tags(team) == tags(other)


def test_each_has_its_own_people_and_place(team):
    with unit_of_work(team.id):
        added = newcomers.add_partners(
            team,
            [MAPLE, newcomer("Birch House", 4), newcomer("Oak", 5, Person("Di Fox", "", ""))],
            rests_on=ON_LIST,
            **WHO_AND_WHEN,
        )
        assert [(one.position, [person.title for person in one.signatories]) for one in added] == [
            (3, ["Director", "Chair"]),
            (4, []),
            (5, [""]),
        ]


@pytest.mark.parametrize("names", [["MAPLE clinic"], ["Oak", "OAK"]])
def test_a_name_that_is_taken_or_given_twice_is_refused(team, names):
    with unit_of_work(team.id):
        make_partner(team, "Maple Clinic")
    with pytest.raises(RuleBroken, match="on the list already"), unit_of_work(team.id):
        newcomers.add_partners(team, [newcomer(name) for name in names], rests_on=ON_LIST, **WHO_AND_WHEN)


def test_an_empty_name_is_refused(team):
    with pytest.raises(InvalidInput), unit_of_work(team.id):
        newcomers.add_partners(team, [newcomer(" ")], rests_on=ON_LIST, **WHO_AND_WHEN)
