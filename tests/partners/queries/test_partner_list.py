"""The list of partners takes few SELECTs, as many for ten as for ten thousand, and an index."""

import datetime as dt

import pytest

from registry.database.queries import keysets
from registry.database.queries.keysets import Place
from registry.database.transactions import unit_of_work
from registry.partners.queries import partner_list
from registry.partners.queries.partner_list import PAGE, Wanted
from tests.crowds import fill, fill_notes, fill_outbox, plan_of, scans_of, take_stock
from tests.factories import make_team

BASE = "/teams/east/partners"
LIST_BUDGET, PAGE_BUDGET = 4, 6  # SELECTs
FEW, MANY = range(1, 11), range(1, 10_001)
MARCH = dt.date(2026, 3, 1)

LISTS = [
    "",
    "?q=service+000",
    "?tier=anchor&status=partner&sector=hospital&reach=ready",
    "?on=2026-02-01",
    "?after=5:service+00005",
    "?before=9:service+00009",
]


# -- how many SELECTs --------------------------------------------------------------------------------


def test_lists_take_few_selects_and_as_many_for_ten_as_for_ten_thousand(team, selects):
    fill(team, FEW)
    for_few = [selects(f"{BASE}{asked}") for asked in LISTS]
    fill(team, MANY[len(FEW) :])
    assert for_few == [selects(f"{BASE}{asked}") for asked in LISTS]
    assert max(for_few) <= LIST_BUDGET


# -- by which index ----------------------------------------------------------------------------------


def plan(team, place=None, *, backwards=False, **wanted):
    """How the database reads a page of the list."""
    query = partner_list.wanted_partners(team.id, Wanted(MARCH, **wanted))
    return plan_of(keysets.page_query(query, partner_list.ORDER, place, PAGE, descending=backwards))


def test_each_page_of_the_list_is_read_along_its_index(crowded):
    there = Place("service 09000", 9000)
    assert "ix_partner_team_id_sort_key" in plan(crowded)
    assert "ix_partner_team_id_sort_key" in plan(crowded, there)
    assert "ix_partner_team_id_sort_key" in plan(crowded, there, backwards=True)


def test_a_search_reads_the_index_of_words(crowded):
    assert "ix_partner_word_team_id_word" in plan(crowded, words="00042")


def test_tier_status_and_signatories_are_read_by_partner(crowded):
    found = plan(crowded)
    assert "ix_partner_tier_partner_id" in found
    assert "ix_partner_status_partner_id" in found
    assert "ix_signatory_partner_id" in found


def test_the_sectors_of_a_team_among_many_are_read_from_their_index(crowded):
    with unit_of_work():
        small = make_team()
    fill(small, range(10_001, 10_011))
    take_stock()
    assert "ix_partner_team_id_sector" in plan_of(partner_list.sectors_query(small.id))


@pytest.fixture
def neighbour(client, team):
    """A team of ten beside one of ten thousand with as many notes and messages."""
    with unit_of_work():
        crowd = make_team()
    fill(crowd, MANY)
    fill_notes(MANY)
    fill_outbox(crowd, len(MANY))
    fill(team, range(10_001, 10_011))
    take_stock()


PAGES = [
    *(f"{BASE}{asked}" for asked in LISTS),
    f"{BASE}/10001",
    f"{BASE}/10001/notes",
    "/teams/east/messages",
]


def test_no_page_of_a_team_reads_all_that_other_teams_have(neighbour, client, count_queries):
    with count_queries() as counted:
        answers = [client.get(page).status_code for page in PAGES]
    assert set(answers) == {200}
    assert len(counted.selects) > len(PAGES)
    assert scans_of(counted) == []
