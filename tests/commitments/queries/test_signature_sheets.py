"""Who has still to sign a version, line by line."""

import pytest

from registry.commitments.queries import signature_sheets
from registry.database.transactions import unit_of_work
from registry.partners.services import partners
from registry.teams.rules import Tier
from tests.commitments.builders import TODAY, add_partner, ask_one, enter_paper, sign
from tests.factories import WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("session")


def lines(version):
    """The lines still to sign: the partner, which of its signatures, and who is listed."""
    return [
        (line.partner.name, line.number, line.name) for line in signature_sheets.lines_of(version, on=TODAY)
    ]


def test_a_partner_that_has_still_to_sign_has_a_line_with_the_person_listed_first(version, partner):
    assert lines(version) == [("Maple Clinic", 1, partner.signatories[0].name)]


def test_a_partner_that_signed_has_none(version, partner):
    enter_paper(version, partner)
    assert lines(version) == []


def test_a_tier_that_acknowledges_and_one_that_is_not_set_have_none(team, version):
    add_partner(team, "Library", tier=Tier.OBSERVER)
    add_partner(team, "Blank", tier=None)
    assert lines(version) == []


def test_a_partner_without_a_listed_person_has_an_empty_line(team, version):
    add_partner(team, "Cedar House", people=0)
    assert lines(version) == [("Cedar House", 1, "")]


def test_a_partner_that_needs_two_signatures_has_a_line_for_each_that_it_still_owes(team, version):
    partner = add_partner(team, people=1)
    with unit_of_work(team.id):
        partners.set_signatures_needed(partner, count=2, **WHO_AND_WHEN)
    assert lines(version) == [("Maple Clinic", 1, partner.signatories[0].name), ("Maple Clinic", 2, "")]
    sign(ask_one(version, partner))
    assert lines(version) == [("Maple Clinic", 1, "")]
