"""The page of one partner: what it is on a day, its people, its schedule, notes and history."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.queries.partner_page import LATEST
from registry.partners.queries.partner_page import PAGE as NOTES
from registry.partners.rules.partners import Contribution, NoteKind, Status
from registry.partners.services import organizations, partners, signatories, status
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

BASE = "/teams/east/partners"
MARCH, JUNE = dt.date(2026, 3, 1), dt.date(2026, 6, 1)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def open_page(client, partner):
    """Gives the partner's page, as of a day."""
    return lambda asked="": client.get(f"{BASE}/{partner.id}{asked}").text


def text_between(page, start, end):
    """A stretch of a page."""
    return page.split(start, 1)[1].split(end, 1)[0]


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
        status.set_tier(partner, tier=Tier.OBSERVER, effective_on=MARCH, **WHO_AND_WHEN)
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
        status.set_tier(
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
    assert "Agreed by Steering committee" in lines
    assert "Recorded on 24 November 2026, 10:00 EST, Bo Roy" in lines


def test_a_corrected_entry_is_struck_through_with_what_took_its_place(team, partner, open_page):
    with unit_of_work(team.id):
        status.correct_tier(
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
        partners.set_schedule(partner, lines=lines, **WHO_AND_WHEN)
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
