"""What one partner signed, version by version, and where it stands."""

import datetime as dt

import pytest

from registry.commitments.services import lapses, paper_signatures, requests
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents
from registry.partners.services import partners
from tests.factories import (
    WHO_AND_WHEN,
    make_coordinator,
    make_partner,
    make_reader,
    make_signatory,
    make_team,
    make_version,
)

MAY = dt.date(2026, 5, 3)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def team(client, session):
    """A team whose coordinator is signed in."""
    with unit_of_work():
        made = make_team(slug="east")
        client.sign_in(make_coordinator(made))
    return made


@pytest.fixture
def partner(team):
    """An anchor with a signatory."""
    with unit_of_work(team.id):
        partner = make_partner(team, "Carefor")
        make_signatory(partner, name="Ann Lee", email="ann@example.org")
    return partner


@pytest.fixture
def version(team):
    """The first version of a policy."""
    with unit_of_work(team.id):
        return make_version(team)


@pytest.fixture
def open_page(client, partner):
    """Gives the page."""
    address = f"/teams/east/partners/{partner.id}/agreements"
    return lambda: client.get(address).text


def sign(version, partner, name="Ann Lee"):
    """A signature from before the registry, on 3 May."""
    with unit_of_work(partner.team_id):
        return paper_signatures.enter_earlier_signature(
            version, partner, name=name, title="Director", signed_on=MAY, **WHO_AND_WHEN
        )


def next_version(version):
    """A material version after this one."""
    note = {"en": "Safer.", "fr": "Plus sûr."}
    with unit_of_work(version.document.team_id):
        draft = documents.start_next_version(version.document, **WHO_AND_WHEN)
        return documents.publish(draft, change_kind=ChangeKind.MATERIAL, change_note=note, **WHO_AND_WHEN)


def test_without_a_published_document_there_is_nothing_to_show(open_page):
    assert "No document has been published yet." in open_page()


def test_what_was_not_signed_is_said(version, open_page):
    text = open_page()
    assert "Privacy policy" in text
    assert "Outstanding" in text
    assert "not yet" in text


def test_a_signature_is_shown_with_who_when_and_how(version, partner, open_page):
    sign(version, partner)
    text = open_page()
    assert "Ann Lee, Director, 3 May 2026 (before the registry)" in text
    assert ">Current</strong>" in text


def test_the_name_it_bore_when_it_signed_is_shown(team, version, partner, open_page):
    sign(version, partner)
    with unit_of_work(team.id):
        partners.rename_partner(partner, name="Willow", on=dt.date(2026, 6, 1), **WHO_AND_WHEN)
    assert "as Carefor" in open_page()


def test_an_older_signature_stays_in_sight(version, partner, open_page):
    sign(version, partner)
    next_version(version)
    text = open_page()
    assert text.index("Version 2") < text.index("Version 1")
    assert "Signed an older version" in text


def test_a_version_that_passed_the_partner_by_is_not_listed(version, partner, open_page):
    next_version(next_version(version))
    text = open_page()
    assert "Version 3" in text
    assert "Version 2" not in text


def test_a_request_is_shown_and_leads_on(version, partner, open_page):
    with unit_of_work(partner.team_id):
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
    text = open_page()
    assert ">Waiting</strong>" in text
    assert 'href="/teams/east/requests/1">Ann Lee</a>' in text


def test_a_lapse_is_shown_with_its_reason_and_can_be_taken_back(client, version, partner, open_page):
    sign(version, partner)
    with unit_of_work(partner.team_id):
        lapse = lapses.let_lapse(
            partner, version.document, effective_on=MAY, reason="It moved away", **WHO_AND_WHEN
        )
    assert "By a decision of the team its commitment lapses from 3 May 2026: It moved away" in open_page()
    client.post(f"/teams/east/lapses/{lapse.id}/end")
    assert "its commitment lapses" not in open_page()


def test_a_script_in_a_name_is_text(version, partner, open_page):
    sign(version, partner, name="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;, Director" in open_page()
    assert "<script>alert" not in open_page()


def test_a_reader_may_read_it_and_take_nothing_back(client, team, version, partner, open_page):
    sign(version, partner)
    with unit_of_work(team.id):
        lapses.let_lapse(partner, version.document, effective_on=MAY, reason="Moved", **WHO_AND_WHEN)
        client.sign_in(make_reader(team))
    assert "its commitment lapses" in open_page()
    assert "Take the lapse back" not in open_page()


def test_another_teams_partner_is_not_found(client, team):
    with unit_of_work():
        theirs = make_partner(make_team(slug="west"))
    assert client.get(f"/teams/east/partners/{theirs.id}/agreements").status_code == 404


def test_the_page_takes_as_few_selects_for_many_versions_as_for_one(
    version, partner, open_page, count_queries
):
    sign(version, partner)
    with count_queries() as few:
        open_page()
    sign(next_version(next_version(version)), partner)
    with count_queries() as many:
        open_page()
    assert len(few.selects) == len(many.selects) <= 6
