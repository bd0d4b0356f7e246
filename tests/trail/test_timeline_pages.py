"""Every thing that has a page leads to its timeline; who reads a decision for its roll is noted."""

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import Audience
from tests.conflicts.making import raise_one
from tests.decisions.making import make_partners, open_one
from tests.factories import make_version
from tests.trail.making import lines_of

TRAIL = "/teams/east/trail"


@pytest.fixture
def cora(cast, client):
    """The coordinator of the cast, signed in."""
    client.sign_in(cast.coordinator)
    return cast.coordinator


PAGES = {
    "partners/1": "partner/1",
    "committees/1": "committee/1",
    "decisions/1": "decision/1",
    "conflicts/1": "conflict_case/1",
    "documents/privacy-policy": "document/1",
    "documents/privacy-policy/versions/1": "version/1",
    "people": "user/1",
}


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_thing_leads_to_its_timeline(cast, cora, client, page):
    with unit_of_work(cast.team.id):
        make_version(cast.team)
        make_partners(cast.team, 2)
        open_one(cast.team)
    raise_one(cast)
    assert f'href="{TRAIL}/{PAGES[page]}"' in client.get(f"/teams/east/{page}").text
    assert lines_of(client.get(f"{TRAIL}/{PAGES[page]}"))


def test_who_reads_a_decision_for_its_roll_is_noted(cast, client):
    with unit_of_work(cast.team.id):
        make_partners(cast.team, 2)
        open_one(cast.team, audience=Audience.ROLL, named_readers=[cast.member.id])
    client.sign_in(cast.member)
    client.get("/teams/east/decisions/1")
    assert "Sol Sato read “One line”." in lines_of(client.get(f"{TRAIL}/decision/1"))


def test_a_decision_of_the_team_is_read_unnoted(cast, cora, client):
    with unit_of_work(cast.team.id):
        make_partners(cast.team, 2)
        open_one(cast.team)
    client.get("/teams/east/decisions/1")
    assert not any(" read " in line for line in lines_of(client.get(f"{TRAIL}/decision/1")))
