"""What was entered by mistake: taken away without a row, or put back as it was, and told in the trail."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Partner, PartnerName, PartnerWord, StatusChange, TierChange
from registry.partners.models.people import Grant, Signatory
from registry.partners.rules.events import PartnerEvent
from registry.partners.services import partners, reversals, tiers
from registry.teams.rules import Tier
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_signatory, make_team

TODAY = NOW.date()
DAY = dt.timedelta(days=1)
PARTS = (Partner, PartnerName, PartnerWord, TierChange, StatusChange, Signatory, Grant, Organization)


@pytest.fixture
def maple(session):
    """A partner with a signatory."""
    with unit_of_work():
        partner = make_partner(make_team(), "Maple Clinic")
        make_signatory(partner, name="Ann Lee")
    return partner


def counts():
    """How many rows there are of what a partner consists of."""
    return [db.session.scalar(sa.select(sa.func.count()).select_from(part)) for part in PARTS]


def last_event(partner_id, team_id):
    return audit_queries.events_about(team_id, ("partner", partner_id))[0]


def test_a_partner_that_never_was_one_leaves_no_row_and_one_event(maple):
    before = counts()
    with unit_of_work():
        birch = make_partner(maple.team, "Birch House")
        make_signatory(birch)
        partners.rename_partner(birch, name="Birch Homes", on=TODAY, **WHO_AND_WHEN)
    team_id, birch_id = maple.team_id, birch.id
    with unit_of_work():
        reversals.remove_partner(birch, **WHO_AND_WHEN)
    assert counts() == before
    assert last_event(birch_id, team_id).tag == PartnerEvent.REMOVED


def test_an_organization_that_another_team_lists_stays(maple):
    with unit_of_work():
        there = make_partner(make_team(), "Maple Clinic", organization=maple.organization)
        organization_id, there_id = maple.organization_id, there.id
        reversals.remove_partner(maple, **WHO_AND_WHEN)
    assert db.session.get(Organization, organization_id).name == "Maple Clinic"
    assert db.session.get(Partner, there_id)


def test_a_person_who_never_signed_is_taken_off_with_their_authority(maple):
    (ann,) = maple.signatories
    with unit_of_work():
        reversals.remove_signatory(ann, **WHO_AND_WHEN)
    assert (maple.signatories, db.session.query(Grant).count()) == ([], 0)
    assert last_event(maple.id, maple.team_id).tag == PartnerEvent.SIGNATORY_REMOVED


def test_a_partner_gets_back_its_cells_and_never_bore_the_wrong_name(maple):
    with unit_of_work():
        partners.rename_partner(maple, name="Mapel Clinic", on=TODAY, **WHO_AND_WHEN)
    (wrong,) = db.session.scalars(sa.select(PartnerName))
    with unit_of_work():
        cells = {"name": "Maple Clinic", "city": "Kanata", "signatures_needed": 2}
        reversals.put_partner_back(maple, cells, names_never_borne=[wrong.id], **WHO_AND_WHEN)
    assert (maple.name, maple.city, maple.signatures_needed) == ("Maple Clinic", "Kanata", 2)
    assert (maple.organization.name, maple.name_key) == ("Maple Clinic", "maple clinic")
    assert db.session.query(PartnerName).count() == 0
    assert "kanata" in {word.word for word in maple.words}
    assert last_event(maple.id, maple.team_id).details == {"signatures_needed": 2}


def test_a_shared_organization_keeps_the_name_that_others_know(maple):
    with unit_of_work():
        make_partner(make_team(), "Maple Clinic", organization=maple.organization)
        reversals.put_partner_back(maple, {"name": "Maple House"}, **WHO_AND_WHEN)
    assert (maple.name, maple.organization.name) == ("Maple House", "Maple Clinic")


def test_a_person_gets_back_what_was_known_of_them(maple):
    (ann,) = maple.signatories
    with unit_of_work():
        reversals.put_signatory_back(ann, {"name": "Ann Roy", "title": "Chair"}, **WHO_AND_WHEN)
    assert (ann.name, ann.title) == ("Ann Roy", "Chair")
    event = last_event(maple.id, maple.team_id)
    assert (event.tag, event.details) == (PartnerEvent.SIGNATORY_CHANGED, {"signatory": ann.id})


def set_tier(partner, tier, on, agreed_by=""):
    with unit_of_work():
        tiers.set_tier(
            partner, tier=tier, effective_on=on, reason="Said so", agreed_by=agreed_by, **WHO_AND_WHEN
        )
    return partner.tiers[-1]


def test_a_tier_set_by_mistake_is_corrected_by_what_held_without_it(maple):
    set_tier(maple, Tier.ASSOCIATE, TODAY - DAY, "The board")
    wrong = set_tier(maple, Tier.OBSERVER, TODAY)
    with unit_of_work():
        reversals.put_tier_back(wrong, reason="A wrong list", **WHO_AND_WHEN)
    right = maple.tiers[-1]
    assert wrong.superseded_by_id == right.id
    assert (right.tier, right.effective_on) == (Tier.ASSOCIATE, TODAY)
    assert (right.reason, right.agreed_by) == ("A wrong list", "The board")
    assert [maple.tier(day) for day in (TODAY - DAY, TODAY)] == [Tier.ASSOCIATE, Tier.ASSOCIATE]
    assert last_event(maple.id, maple.team_id).details == {"wrong": wrong.id, "right": right.id}


def test_where_no_tier_held_before_it_is_again_to_be_set(session):
    with unit_of_work():
        birch = make_partner(make_team(), tier=None)
    wrong = set_tier(birch, Tier.OBSERVER, TODAY)
    with unit_of_work():
        reversals.put_tier_back(wrong, reason="A wrong list", **WHO_AND_WHEN)
    assert birch.tier(TODAY) is None
