"""Partners entered by mistake: out of every count, list, roll, campaign and export, and still to be found."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partner_lists.queries.export import export_list
from registry.partner_lists.queries.register import partners_in_order
from registry.partners.queries import partner_list
from registry.partners.queries.partner_list import Wanted
from registry.partners.queries.partner_page import dossier_of
from registry.partners.queries.register import partner_on_roll, roll_of
from registry.partners.queries.representatives import capacities_of
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import Status
from registry.partners.services import mistakes
from registry.partners.services import status as status_services
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_representative, make_team

TODAY = NOW.date()
DAYS = [dt.date(2020, 1, 1), TODAY, dt.date(2030, 1, 1)]


@pytest.fixture
def team(session):
    """A team with one partner that is right."""
    with unit_of_work():
        team = make_team()
        make_partner(team, "Willow")
    return team


@pytest.fixture
def wrong(team):
    """A partner that was mistyped, and is marked so."""
    with unit_of_work(team.id):
        partner = make_partner(team, "Carefro", sector="Home care")
    mark(partner)
    return partner


def mark(partner):
    """Mark a partner as entered by mistake."""
    with unit_of_work(partner.team_id):
        mistakes.mark(partner, reason="A slip", **WHO_AND_WHEN)


def names(rows):
    """The names of some rows."""
    return [row.name for row in rows]


def test_it_was_never_a_partner_on_any_day(team, wrong):
    assert {wrong.status(on) for on in DAYS} == {Status.MISTAKE}
    assert {partner_on_roll(team.id, wrong.id, on).status for on in DAYS} == {Status.MISTAKE}
    dossier = dossier_of(team.id, wrong.id, with_notes=False)
    assert {dossier.history.status(on) for on in DAYS} == {Status.MISTAKE}


@pytest.mark.parametrize("on", DAYS)
def test_it_is_in_no_roll_list_count_or_export(team, wrong, on):
    assert names(roll_of(team.id, on)) == ["Willow"]
    assert names(partner_list.page_of(team.id, Wanted(on=on)).rows) == ["Willow"]
    assert partner_list.count_of(team.id, Wanted(on=on)).number == 1
    assert "Carefro" not in export_list(team, on=on)
    assert names(partners_in_order(team.id)) == ["Willow"]
    assert partner_list.sectors_of(team.id) == []


def test_who_looks_for_it_finds_it(team, wrong):
    found = partner_list.page_of(team.id, Wanted(on=TODAY, status=Status.MISTAKE)).rows
    assert [(row.name, row.status) for row in found] == [("Carefro", Status.MISTAKE)]
    (event, *_rest) = audit_queries.events_about(team.id, ("partner", wrong.id))
    assert event.tag == PartnerEvent.MISTAKE
    assert (wrong.struck_at, wrong.struck_reason) == (NOW, "A slip")


def test_nobody_speaks_for_it(team, wrong):
    with unit_of_work(team.id):
        user = make_representative(wrong)
    assert capacities_of(user.id, team.id, TODAY) == {}


def test_its_name_is_free_again(team, wrong):
    with unit_of_work(team.id):
        right = make_partner(team, "Carefro")
    assert names(partner_list.page_of(team.id, Wanted(on=TODAY)).rows) == ["Carefro", "Willow"]
    assert right.id != wrong.id


def test_it_is_marked_once(wrong):
    with pytest.raises(RuleBroken, match="corrected already"):
        mark(wrong)


def test_what_was_no_mistake_is_put_back_with_all_that_was_known(team, wrong):
    with unit_of_work(team.id):
        mistakes.take_back(wrong, reason="It is right", **WHO_AND_WHEN)
    assert wrong.status(TODAY) is Status.PARTNER
    assert names(roll_of(team.id, TODAY)) == ["Willow", "Carefro"]
    (written,) = dossier_of(team.id, wrong.id, with_notes=True).notes.rows
    assert "A slip" in written.note.text
    assert "It is right" in written.note.text


def test_it_is_not_put_back_while_another_has_its_name(team, wrong):
    with unit_of_work(team.id):
        make_partner(team, "carefro")
    with pytest.raises(RuleBroken, match="on the list already"), unit_of_work(team.id):
        mistakes.take_back(wrong, reason="It is right", **WHO_AND_WHEN)


def test_a_partner_that_stands_is_not_put_back(team):
    with unit_of_work(team.id):
        partner = make_partner(team, "Carefor")
    with pytest.raises(RuleBroken, match="not marked"):
        mistakes.take_back(partner, reason="It is right", **WHO_AND_WHEN)


def test_a_mistake_is_no_status_from_a_day_on(team):
    with unit_of_work(team.id):
        partner = make_partner(team, "Carefor")
    with pytest.raises(RuleBroken):
        status_services.set_status(partner, status=Status.MISTAKE, effective_on=TODAY, **WHO_AND_WHEN)
