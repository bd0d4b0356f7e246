"""The list of partners, the page of one, and the page on which one is added."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.partners.queries.partner_list import PAGE
from registry.partners.queries.partner_page import LATEST
from registry.partners.queries.partner_page import PAGE as NOTES
from registry.partners.rules.partners import NAME_LENGTH, Contribution, NoteKind, Status
from registry.partners.services import organizations, partners, schedules, signatories, status, tiers
from registry.security import actors
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.conftest import STOPPED_AT
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_reader,
    make_signatory,
    make_team,
)
from tests.reading import error_on

BASE = "/teams/east/partners"

TODAY, MARCH, JUNE = dt.date(2026, 11, 24), dt.date(2026, 3, 1), dt.date(2026, 6, 1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


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


@pytest.fixture
def open_page(client, partner):
    """Gives the partner's page, as of a day."""
    return lambda asked="": client.get(f"{BASE}/{partner.id}{asked}").text


def text_between(page, start, end):
    """A stretch of a page."""
    return page.split(start, 1)[1].split(end, 1)[0]


def a_partner(**said):
    """What is typed to add a partner."""
    typed = {"name": "Willow", "tier": "associate", "status": "partner", "effective_on": "2026-03-01"}
    return typed | {"language": "en", "signatures_needed": "1", "rests_on": "list"} | said


# -- the list ----------------------------------------------------------------------------------------


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
        tiers.set_tier(partner, tier=Tier.OBSERVER, effective_on=MARCH, **WHO_AND_WHEN)
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


# -- facts -------------------------------------------------------------------------------------------


def test_a_partner_is_shown_with_its_facts(open_page):
    text = open_page()
    assert '<h1 class="govuk-heading-l">Carefor</h1>' in text
    assert '<dd class="govuk-summary-list__value">Home care</dd>' in text
    assert '<dd class="govuk-summary-list__value">Anchor</dd>' in text


def test_a_partner_that_is_not_there_is_not_found(client, team):
    assert client.get(f"{BASE}/99").status_code == 404


def test_another_teams_partner_is_not_found(client, team):
    with unit_of_work():
        theirs = make_partner(make_team(slug="west"))
    assert client.get(f"{BASE}/{theirs.id}").status_code == 404


def test_a_script_in_a_name_is_text(client, team):
    with unit_of_work(team.id):
        partner = make_partner(team, "<script>alert(1)</script>", extra_cells={"<b>Fax</b>": "<i>none</i>"})
    page = client.get(f"{BASE}/{partner.id}").text
    assert '<h1 class="govuk-heading-l">&lt;script&gt;alert(1)&lt;/script&gt;</h1>' in page
    assert "&lt;b&gt;Fax&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_the_tier_and_status_are_those_of_the_day(team, partner, open_page):
    with unit_of_work(team.id):
        tiers.set_tier(partner, tier=Tier.OBSERVER, effective_on=MARCH, **WHO_AND_WHEN)
    before = text_between(open_page("?on=2026-02-28"), "<dl", "</dl>")
    assert "Anchor" in before
    assert "Observer" not in before


def test_a_past_day_is_said_in_words(open_page):
    assert "As it stood on 28 February 2026." in open_page("?on=2026-02-28")
    assert "As it is to stand on 1 January 2027." in open_page("?on=2027-01-01")
    assert "As it" not in open_page()


def test_what_is_announced_stands_at_the_top(team, partner, open_page):
    with unit_of_work(team.id):
        status.set_status(partner, status=Status.LEAVING, effective_on=dt.date(2027, 1, 1), **WHO_AND_WHEN)
    assert "From 1 January 2027: Leaving" in text_between(open_page(), "To come", "<dl")


def test_former_names_stay_to_be_seen(team, partner, open_page):
    with unit_of_work(team.id):
        partners.rename_partner(partner, name="Willow", on=MARCH, reason="Merger", **WHO_AND_WHEN)
    assert "“Carefor” until 1 March 2026 (Merger)" in open_page()


# -- history -----------------------------------------------------------------------------------------


def test_a_change_shows_reason_who_agreed_and_who_recorded_it(client, team, partner, open_page):
    with unit_of_work(team.id):
        ann = make_coordinator(team, name="Bo Roy")
        tiers.set_tier(
            partner,
            tier=Tier.OBSERVER,
            effective_on=MARCH,
            reason="Fewer nurses",
            agreed_by="Steering committee",
            act=act_of(actors.user(ann.id), STOPPED_AT),
        )
    lines = open_page().split('id="history"')[1]
    assert "From 1 March 2026: <strong>Observer</strong>" in lines
    assert "Fewer nurses" in lines
    assert "Agreed: Steering committee" in lines
    assert "Recorded on 24 November 2026, 10:00 EST, Bo Roy" in lines


def test_a_corrected_entry_is_struck_through_with_what_took_its_place(team, partner, open_page):
    with unit_of_work(team.id):
        tiers.correct_tier(
            partner.tiers[0], tier=Tier.ANCHOR, effective_on=MARCH, reason="Wrong day", **WHO_AND_WHEN
        )
    struck = text_between(open_page().split('id="history"')[1], "<del>", "</li>")
    assert "From 1 January 2026: Anchor" in struck
    assert "Put right on 24 November 2026, 10:00 EST: Wrong day" in struck
    assert "Correct this" not in struck


# -- people, schedule, notes -------------------------------------------------------------------------


def test_signatories_stand_in_the_order_in_which_they_are_asked(team, partner, open_page):
    with unit_of_work(team.id):
        make_signatory(partner, name="Ann Lee", authority="By-law 3")
        make_signatory(partner, name="Bo Roy", email="")
    people = text_between(open_page(), 'id="signatories"', 'id="schedule"')
    assert people.index("Ann Lee") < people.index("Bo Roy")
    assert "By-law 3" in people
    assert "no e-mail address" in people


def test_those_who_sign_no_more_are_folded_away(team, partner, open_page):
    with unit_of_work(team.id):
        signatories.end_signatory(make_signatory(partner, name="Cy Old"), on=MARCH, **WHO_AND_WHEN)
    assert "Not signing on this day (1)" in open_page()
    assert "until 1 March 2026" in open_page()
    assert "Not signing on this day" not in open_page("?on=2026-02-28")


def test_the_schedule_is_in_the_readers_language(client, team, partner, open_page):
    lines = [(Contribution.TIME, "Two nurses", "Deux infirmières"), (Contribution.MONEY, "Ten dollars", "")]
    with unit_of_work(team.id):
        schedules.set_schedule(partner, lines=lines, **WHO_AND_WHEN)
    assert "Two nurses" in open_page()
    client.post("/language/fr")
    assert "Deux infirmières" in open_page()
    assert "Ten dollars" in open_page()


def note(partner, text, on=MARCH, **said):
    """A call, unless told otherwise."""
    return partners.add_note(
        partner, **({"kind": NoteKind.CALL, "on": on, "text": text} | said), **WHO_AND_WHEN
    )


def test_the_latest_notes_stand_on_the_page_and_all_on_their_own(client, team, partner, open_page):
    with unit_of_work(team.id):
        made = [note(partner, f"Call {day:02}", on=dt.date(2026, 3, day)) for day in range(1, LATEST + 2)]
    assert made[1].text in open_page()
    assert made[0].text not in open_page()
    assert f'href="{BASE}/{partner.id}/notes">All notes' in open_page()
    assert made[0].text in client.get(f"{BASE}/{partner.id}/notes").text


def test_many_notes_are_read_by_pages(client, team, partner):
    with unit_of_work(team.id):
        made = [note(partner, f"Call {number:02}") for number in range(NOTES + 1)]
    address = f"{BASE}/{partner.id}/notes"
    assert "Call 00" not in client.get(address).text
    following = client.get(f"{address}?after={made[1].id}").text
    assert "Call 00" in following
    assert "Call 01" not in following


def test_a_promise_shows_when_it_falls_due(team, partner, open_page):
    with unit_of_work(team.id):
        note(partner, "Sends it", kind=NoteKind.PROMISE, due_on=dt.date(2026, 12, 1))
        note(partner, "Sent it", kind=NoteKind.PROMISE, due_on=JUNE)
    assert "due 1 December 2026" in open_page()
    assert "was due 1 June 2026" in open_page()


def test_a_script_in_a_note_is_text(team, partner, open_page):
    with unit_of_work(team.id):
        note(partner, "<img src=x onerror=alert(1)>")
    assert "&lt;img src=x onerror=alert(1)&gt;" in open_page()


def test_a_reader_sees_neither_notes_nor_ways_to_change(client, team, partner, open_page):
    with unit_of_work(team.id):
        note(partner, "They hesitate")
        make_signatory(partner)
        client.sign_in(make_reader(team))
    text = open_page()
    assert "They hesitate" not in text
    assert "/change" not in text
    assert "Correct this" not in text
    assert "Add a signatory" not in text


# -- what became of it -------------------------------------------------------------------------------


def test_a_merged_partner_leads_to_what_it_became_part_of(team, partner, open_page):
    with unit_of_work(team.id):
        other = make_partner(team, "Willow")
        organizations.merge_organizations(partner, into=other, on=MARCH, **WHO_AND_WHEN)
    text = open_page()
    assert "On 1 March 2026 this organization became part of" in text
    assert f'href="{BASE}/{other.id}">Willow</a>' in text


def test_what_is_still_to_come_of_an_organization_is_not_told_as_past(team, partner, open_page):
    with unit_of_work(team.id):
        organizations.close_organization(partner, on=dt.date(2027, 1, 1), **WHO_AND_WHEN)
    assert "This organization is to close on 1 January 2027." in open_page()


# -- adding ------------------------------------------------------------------------------------------


def test_the_page_to_add_begins_with_today_and_the_language_of_the_team(client, team):
    page = client.get(f"{BASE}/new").text
    assert f'type="date" value="{TODAY.isoformat()}"' in page
    assert re.search(r'name="language" type="radio" value="en" checked', page)


def test_a_partner_is_added(client, session, team):
    answer = client.post(f"{BASE}/new", data=a_partner(sector="Home care", city="Hull"))
    partner = session.scalar(sa.select(Partner))
    assert (answer.status_code, answer.location) == (303, f"{BASE}/{partner.id}")
    assert (partner.name, partner.sector, partner.city) == ("Willow", "Home care", "Hull")
    assert (partner.tier(MARCH), partner.status(MARCH)) == (Tier.ASSOCIATE, Status.PARTNER)
    assert "Willow is on the list." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"rests_on": ""}, "rests_on", "Choose what it rests on."),
        ({"rests_on": "thin air"}, "rests_on", "Choose what it rests on."),
        ({"rests_on": "decision"}, "rests_on_words", "Say which one"),
        ({"rests_on": "agreement"}, "rests_on_words", "Say which one"),
        ({"rests_on": "list", "rests_on_words": "x" * 301}, "rests_on_words", "Use at most 300"),
    ],
)
def test_nobody_is_put_on_the_list_without_a_ground(client, session, team, said, field, words):
    answer = client.post(f"{BASE}/new", data=a_partner(**said))
    assert answer.status_code == 422
    assert words in error_on(answer, field)
    assert session.scalar(sa.select(Partner)) is None


def test_what_it_rests_on_stands_on_its_page_in_its_history_and_in_the_event(client, session, team):
    typed = a_partner(rests_on="agreement", rests_on_words="The memorandum of 2024")
    page = client.post(f"{BASE}/new", data=typed, follow_redirects=True).text
    assert page.count("an earlier agreement: The memorandum of 2024") == 2
    event = session.scalar(sa.select(Event).where(Event.tag == "partner:added"))
    assert (event.details["rests_on"], event.details["rests_on_subject"]) == ("agreement", "")


def test_a_partner_that_was_listed_before_says_that_its_ground_was_not_stated(client, session, team):
    with unit_of_work():
        partner = make_partner(team)
        partner.statuses[0].rests_on = ""
    assert "not stated when it was listed" in client.get(f"{BASE}/{partner.id}").text


def test_a_partner_may_be_added_before_its_tier_is_known(client, session, team):
    client.post(f"{BASE}/new", data=a_partner(tier=""))
    assert session.scalar(sa.select(Partner)).tier(TODAY) is None


def test_a_name_that_another_team_lists_too_leads_to_the_question_whether_it_is_the_same(client, team):
    with unit_of_work():
        make_partner(make_team(slug="west"), "WILLOW")
    answer = client.post(f"{BASE}/new", data=a_partner())
    assert answer.location.endswith("/organization")
    assert "It is the same: WILLOW" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": " "}, "name", "Enter the organization’s name."),
        ({"name": "x" * (NAME_LENGTH + 1)}, "name", f"Use at most {NAME_LENGTH} characters."),
        ({"name": "CAREFOR"}, "name", "“CAREFOR” is on the list already, as “Carefor”."),
        ({"effective_on": ""}, "effective_on", "Give a day, such as 2026-11-24."),
        (
            {"effective_on": "0026-03-01"},
            "effective_on",
            "“0026-03-01”: write the year with four digits, such as 2026.",
        ),
        ({"tier": "boss"}, "tier", "Not a valid choice."),
        ({"signatures_needed": "6"}, "signatures_needed", "Not a valid choice."),
    ],
)
def test_what_is_wrong_with_a_new_partner_is_said_on_its_field(client, partner, said, field, words):
    answer = client.post(f"{BASE}/new", data=a_partner(city="Hull", **said))
    assert answer.status_code == 422
    assert error_on(answer, field) == words
    assert 'value="Hull"' in answer.text
    assert "One partner" in client.get(BASE).text


def test_a_script_in_a_refused_name_is_text(client, team):
    with unit_of_work(team.id):
        make_partner(team, "<b>Willow</b>")
    answer = client.post(f"{BASE}/new", data=a_partner(name="<b>willow</b>"))
    assert "as “&lt;b&gt;Willow&lt;/b&gt;”." in error_on(answer, "name")
    assert "<b>willow" not in answer.text


def test_a_reader_may_not_add_nor_change(client, team, partner):
    with unit_of_work(team.id):
        client.sign_in(make_reader(team))
    assert client.get(f"{BASE}/new").status_code == 403
    assert client.post(f"{BASE}/{partner.id}/rename", data={"name": "X"}).status_code == 403
