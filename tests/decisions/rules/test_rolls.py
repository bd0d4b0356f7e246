"""The part of everybody in a decision, over all tiers, statuses and rules that a team may have."""

import itertools

import pytest

from registry.decisions.rules.rolls import (
    NO_ORGANIZATION,
    RECUSED,
    SECTOR_SEAT,
    Part,
    Reason,
    place_of_organization,
)
from registry.documents.rules.provisions import TierVoice
from registry.partners.rules.grounds import TAKING_PART
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier

#: Every way in which a team may give its tiers a voice.
RULES = [dict(zip(Tier, given, strict=True)) for given in itertools.product(TierVoice, repeat=len(Tier))]
PARTS = {
    TierVoice.DECIDES: Part.DECIDES,
    TierVoice.CONSULTED: Part.HEARD,
    TierVoice.INFORMED: Part.NOT_ASKED,
}


@pytest.mark.parametrize("tier", Tier)
def test_a_partner_has_the_part_that_the_team_gives_its_tier(tier):
    for rules, status in itertools.product(RULES, TAKING_PART):
        place = place_of_organization(tier, status, rules.__getitem__)
        assert (place.part, place.reason, place.tier) == (PARTS[rules[tier]], Reason.TIER, tier)


@pytest.mark.parametrize("status", sorted(set(Status) - TAKING_PART))
def test_who_is_no_partner_is_not_asked_whatever_its_tier(status):
    for rules, tier in itertools.product(RULES, [*Tier, None]):
        place = place_of_organization(tier, status, rules.__getitem__)
        assert not place.is_asked
        assert place.reason is (Reason.JOINING if status is Status.JOINING else Reason.ENDED)


def test_without_a_tier_nobody_is_asked():
    for rules, status in itertools.product(RULES, TAKING_PART):
        place = place_of_organization(None, status, rules.__getitem__)
        assert (place.part, place.reason) == (Part.NOT_ASKED, Reason.NO_TIER)


def test_the_places_that_no_tier_gives():
    assert SECTOR_SEAT.part is Part.DECIDES
    assert not NO_ORGANIZATION.is_asked
    assert not RECUSED.is_asked
