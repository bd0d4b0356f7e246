"""Whoever enters a name that is easily taken for another is told."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_coordinator, make_partner, make_signatory, make_team


@pytest.fixture
def team(session, stopped_clock, client):
    """A team with a partner and a signatory, its coordinator signed in."""
    with unit_of_work():
        team = make_team(slug="east")
        make_signatory(make_partner(team, "Kate House"), name="Ann Lee")
        client.sign_in(make_coordinator(team))
    return team


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_adds_a_partner_that_looks_like_another_is_told_and_may(client, team):
    said = {"name": "Каtе House", "tier": "anchor", "status": "partner", "effective_on": "2026-01-01"}
    said |= {"language": "en", "signatures_needed": "1", "rests_on": "list"}
    page = client.post("/teams/east/partners/new", data=said, follow_redirects=True).text
    assert "Каtе House is on the list." in page
    assert "looks like “Kate House”" in page
    assert "letters of two alphabets" in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_adds_a_partner_whose_name_cannot_be_printed_is_told_and_may(client, team):
    said = {"name": "House of 𐍈", "tier": "anchor", "status": "partner", "effective_on": "2026-01-01"}
    said |= {"language": "en", "signatures_needed": "1", "rests_on": "list"}
    page = client.post("/teams/east/partners/new", data=said, follow_redirects=True).text
    assert "House of 𐍈 is on the list." in page
    assert "These signs cannot be printed: 𐍈 [gothic letter hwair]." in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["\u3164", "\u200b\u200b"])
def test_a_partner_of_invisible_signs_alone_is_refused_on_its_field(client, team, name):
    said = {"name": name, "tier": "anchor", "status": "partner", "effective_on": "2026-01-01"}
    said |= {"language": "en", "signatures_needed": "1", "rests_on": "list"}
    answer = client.post("/teams/east/partners/new", data=said)
    assert answer.status_code == 422
    assert "Enter the organization’s name." in answer.text
