"""Every act names its actor's capacity: in the trail, in a partner's history, on a published version."""

import pytest
import sqlalchemy as sa

from registry import clock
from registry.accounts import services as accounts
from registry.audit import services as audit
from registry.audit.models import Event
from registry.audit.tags import Tag
from registry.documents import services as documents
from registry.partners.models import Partner
from registry.transactions import unit_of_work
from tests.factories import WHO_AND_WHEN, make_coordinator, make_draft, make_partner, make_team, make_user

HERE = "/teams/east"


@pytest.fixture
def team(client, session, stopped_clock):
    """A team with a partner, and its coordinator signed in."""
    with unit_of_work():
        team = make_team(slug="east")
        make_partner(team, "Maple Clinic")
        cora = make_coordinator(team, name="Cora Cole")
    client.sign_in(cora)
    return team


def capacities(session, tag):
    """In which capacity each event of a kind was done."""
    events = session.scalars(sa.select(Event).where(Event.tag == tag.value))
    return [event.details.get("capacity") for event in events]


def test_what_a_coordinator_does_says_so_in_trail_and_history(client, session, team):
    typed = {"tier": "observer", "effective_on": "2026-11-01", "reason": "Fewer", "agreed_by": "Committee"}
    typed["revision"] = str(session.get_one(Partner, 1).revision)
    assert client.post(f"{HERE}/partners/1/tier", data=typed).status_code == 303
    assert capacities(session, Tag.PARTNER_TIER_SET)[-1] == "coordinator"
    assert "Cora Cole, coordinator set the tier of" in client.get(f"{HERE}/trail/partner/1").text
    assert "Cora Cole, coordinator</span>" in client.get(f"{HERE}/partners/1").text


def test_a_version_says_who_published_it_and_as_what(client, team):
    with unit_of_work():
        draft = make_draft(team)
        version = documents.publish(draft, actor=audit.user(1, "coordinator"), now=clock.now())
    address = f"{HERE}/documents/{version.document.slug}"
    assert "Cora Cole, coordinator" in client.get(address).text
    assert "Cora Cole, coordinator" in client.get(f"{address}/versions/1").text


def test_what_an_administrator_does_says_so(client, session):
    with unit_of_work():
        ada = make_user(name="Ada Min")
        accounts.name_administrator(ada, **WHO_AND_WHEN)
    client.sign_in(ada)
    typed = {"slug": "north", "name_en": "North Team", "timezone": "America/Toronto", "language": "en"}
    client.post("/administration/teams/new", data=typed | {"name": "Cora Lee", "email": "cora@example.org"})
    assert capacities(session, Tag.ROLE_GRANTED) == ["administrator"]


def test_what_an_administrator_does_for_themselves_says_nothing_of_it(client, session):
    with unit_of_work():
        ada = make_user(name="Ada Min")
        accounts.name_administrator(ada, **WHO_AND_WHEN)
    client.sign_in(ada)
    client.post("/profile", data={"name": "Ada Minor", "language": "en"})
    assert capacities(session, Tag.ACCOUNT_CHANGED) == [None]
