"""The list of partners: searched, filtered, as of a day, a page at a time."""

import datetime as dt
import re

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.queries.partner_list import PAGE
from registry.partners.rules.partners import Status
from registry.partners.services import organizations, status
from registry.teams.rules import Tier
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_reader,
    make_signatory,
    make_team,
)

BASE = "/teams/east/partners"
MARCH = dt.date(2026, 3, 1)


def names_on(page):
    """The partners that a page of the list names, in order."""
    return re.findall(r'href="/teams/east/partners/\d+[^"]*">([^<]*)</a>', page.text)


def link_to(page, rel):
    """Where a page of the list leads on or back."""
    return re.search(rf'href="([^"]*)" rel="{rel}"', page.text)[1].replace("&amp;", "&")


@pytest.fixture
def others(team, partner):
    """Three more partners, each unlike the others."""
    with unit_of_work(team.id):
        made = make_partner(team, "Équipe de l’Est", tier=Tier.OBSERVER, sector="Primary care", city="Hull")
        make_signatory(made)
        made = make_partner(team, "Maison Bonaventure", tier=None, status=Status.JOINING)
        make_signatory(made, email="")
        made = make_partner(team, "Willow", tier=Tier.ASSOCIATE, sector="Home care", signatures_needed=2)
        make_signatory(made)


@pytest.fixture
def out_of_reach(team):
    """A partner without a tier, and one that has withdrawn."""
    with unit_of_work(team.id):
        make_signatory(make_partner(team, "Not placed", tier=None))
        gone = make_partner(team, "Old Clinic")
        status.set_status(gone, status=Status.WITHDRAWN, effective_on=MARCH, **WHO_AND_WHEN)


def test_a_team_without_partners_is_told_so(client, team):
    page = client.get(BASE).text
    assert "There is no partner yet." in page
    assert "0 partners" in page


def test_the_list_is_by_name_without_regard_to_accents(client, others):
    page = client.get(BASE)
    assert names_on(page) == ["Carefor", "Équipe de l’Est", "Maison Bonaventure", "Willow"]
    assert "4 partners" in page.text


def test_one_partner_is_counted_in_the_singular(client, partner):
    assert "One partner" in client.get(BASE).text


@pytest.mark.parametrize("words", ["equipe", "ÉQUIPE EST", "l'est", "prim", "hull"])
def test_a_search_finds_by_the_beginnings_of_words_of_name_sector_and_city(client, others, words):
    assert names_on(client.get(BASE, query_string={"q": words})) == ["Équipe de l’Est"]


def test_all_words_of_a_search_must_be_found(client, others):
    assert names_on(client.get(f"{BASE}?q=home+willow")) == ["Willow"]


def test_a_search_is_not_for_the_middle_of_a_word(client, others):
    page = client.get(f"{BASE}?q=illow").text
    assert "No partner matches. Search by the beginnings of words, or choose less." in page


@pytest.mark.parametrize(("words", "found"), [("w%", ["Willow"]), ("w_llow", []), ("w*", ["Willow"])])
def test_signs_that_databases_read_as_any_are_not_read_so(client, others, words, found):
    assert names_on(client.get(BASE, query_string={"q": words})) == found


def test_what_was_searched_stays_in_the_field(client, others):
    page = client.get(BASE, query_string={"q": '"><b>care'}).text
    assert 'value="&#34;&gt;&lt;b&gt;care"' in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tier=anchor", ["Carefor", "Old Clinic"]),
        ("tier=none", ["Maison Bonaventure", "Not placed"]),
        ("status=joining", ["Maison Bonaventure"]),
        ("status=withdrawn", ["Old Clinic"]),
        ("sector=Home+care", ["Carefor", "Willow"]),
        ("reach=ready", ["Équipe de l’Est"]),
        ("reach=no_signatory", ["Carefor"]),
        ("reach=no_address", ["Maison Bonaventure"]),
        ("reach=too_few", ["Willow"]),
        ("reach=no_tier", ["Not placed"]),
        ("reach=ended", ["Old Clinic"]),
        ("sector=Home+care&tier=associate&q=wil", ["Willow"]),
    ],
)
def test_the_list_is_narrowed_by_each_filter_and_by_all_together(client, others, out_of_reach, asked, found):
    assert names_on(client.get(f"{BASE}?{asked}")) == found


@pytest.mark.parametrize(
    "asked", ["tier=boss", "status=gone", "reach=far", "on=tomorrow", "after=x", "before=:"]
)
def test_what_an_address_misspells_is_left_out(client, others, asked):
    assert len(names_on(client.get(f"{BASE}?{asked}"))) == 4


def test_who_takes_no_part_is_not_marked_as_lacking_a_signatory(client, out_of_reach):
    page = client.get(BASE).text
    assert '<strong class="toned toned--quiet">Takes no part</strong>' in page
    assert '<strong class="toned toned--wait">Tier to be set</strong>' in page
    assert '<strong class="toned toned--bad">No signatory</strong>' not in page


def test_the_filters_say_what_is_chosen(client, others):
    page = client.get(f"{BASE}?tier=anchor").text
    assert '<option value="anchor" selected>' in page
    assert "Show all, as of today" in page


def test_the_list_is_as_it_was_on_a_day(client, team, partner):
    with unit_of_work(team.id):
        status.set_tier(partner, tier=Tier.OBSERVER, effective_on=MARCH, **WHO_AND_WHEN)
    assert names_on(client.get(f"{BASE}?tier=anchor&on=2026-02-28")) == ["Carefor"]
    assert names_on(client.get(f"{BASE}?tier=anchor&on=2026-03-01")) == []
    assert "as of 28 February 2026" in client.get(f"{BASE}?on=2026-02-28").text


def test_before_its_first_day_a_partner_is_not_on_the_list(client, partner):
    assert names_on(client.get(f"{BASE}?on=2025-12-31")) == []


def test_the_list_of_a_day_leads_to_the_partner_on_that_day(client, partner):
    assert f'href="{BASE}/{partner.id}?on=2026-02-28"' in client.get(f"{BASE}?on=2026-02-28").text


def test_what_became_of_an_organization_stands_beside_its_name(client, team, partner):
    with unit_of_work(team.id):
        organizations.close_organization(partner, on=MARCH, **WHO_AND_WHEN)
    page = client.get(BASE).text
    assert '<strong class="toned toned--quiet">closed</strong>' in page
    assert "Withdrawn" in page


def test_a_script_or_a_formula_in_a_name_is_text(client, team):
    with unit_of_work(team.id):
        make_partner(team, "<script>alert(1)</script>")
        make_partner(team, '=HYPERLINK("http://example.org")')
    page = client.get(BASE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "=HYPERLINK(&#34;http://example.org&#34;)" in page


def test_the_tiers_are_called_as_the_team_calls_them(client, team, partner):
    with unit_of_work(team.id):
        team.tier_labels = {"anchor": {"en": "Signatory", "fr": "Signataire"}}
    assert '<td class="govuk-table__cell" data-label="Tier">Signatory</td>' in client.get(BASE).text


def test_a_long_list_is_read_forwards_and_backwards_by_pages(client, team):
    with unit_of_work(team.id):
        made = [make_partner(team, f"Service {number:03}").name for number in range(2 * PAGE + 1)]
    first = client.get(BASE)
    second = client.get(link_to(first, "next"))
    third = client.get(link_to(second, "next"))
    assert names_on(first) + names_on(second) + names_on(third) == made
    assert names_on(client.get(link_to(third, "prev"))) == names_on(second)
    assert names_on(client.get(link_to(second, "prev"))) == names_on(first)


def test_the_ends_of_a_list_lead_nowhere_beyond(client, team):
    with unit_of_work(team.id):
        made = [make_partner(team, f"Service {number:03}") for number in range(PAGE + 1)]
    first = client.get(BASE)
    last = client.get(link_to(first, "next"))
    assert 'rel="prev"' not in first.text
    assert 'rel="next"' not in last.text
    assert names_on(last) == [made[-1].name]


def test_pages_keep_what_the_list_is_narrowed_to(client, team):
    with unit_of_work(team.id):
        made = [make_partner(team, f"Service {number:03}", sector="Home care") for number in range(PAGE + 1)]
    following = link_to(client.get(f"{BASE}?q=serv&sector=Home+care&on=2026-02-01"), "next")
    assert names_on(client.get(following)) == [made[-1].name]
    assert "q=serv&sector=Home+care&on=2026-02-01" in following


def test_a_list_of_other_teams_is_not_found(client, team, partner):
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.get(BASE).status_code == 404
    assert names_on(client.get("/teams/west/partners")) == []


def test_a_reader_is_offered_no_changes(client, team, partner):
    with unit_of_work():
        client.sign_in(make_reader(team))
    page = client.get(BASE).text
    assert "Carefor" in page
    assert "Add a partner" not in page
