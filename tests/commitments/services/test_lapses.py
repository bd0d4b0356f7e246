"""Commitments that a person lets lapse."""

import pytest

from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.standings import Standing
from registry.commitments.services import lapses
from registry.documents.rules.documents import ChangeKind
from registry.errors import RuleBroken
from registry.signing.rules.requests import RequestState
from registry.teams.rules import Tier
from tests.commitments.builders import (
    TODAY,
    acknowledge,
    add_partner,
    ask_one,
    change,
    day,
    enter_paper,
    invite,
    let_lapse,
    publish_next,
    sign,
    where,
)
from tests.factories import WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("session")


def take_back(lapse, partner, on=TODAY):
    """The commitment stands again."""
    with change(partner.team):
        lapses.take_back_lapse(lapse, partner, on=on, **WHO_AND_WHEN)


@pytest.mark.usefixtures("signed")
def test_a_commitment_lapses_by_a_decision_from_its_day_on(version, partner, events):
    with events() as written:
        let_lapse(partner, version, effective_on=day(3))
    assert where(partner, version, day(2)) is Standing.CURRENT
    assert where(partner, version, day(3)) is Standing.LAPSED
    assert written.tags == [CommitmentEvent.LAPSED]


def test_a_lapse_has_a_reason(version, partner):
    with pytest.raises(RuleBroken) as refused:
        let_lapse(partner, version, reason=" ")
    assert refused.value.field == "reason"


@pytest.mark.usefixtures("signed")
def test_a_lapse_taken_back_leaves_the_commitment_as_it_was(version, partner, events):
    lapse = let_lapse(partner, version)
    with events() as written:
        take_back(lapse, partner)
    assert where(partner, version) is Standing.CURRENT
    assert written.tags == [CommitmentEvent.RESTORED]


@pytest.mark.usefixtures("signed")
def test_a_lapse_is_taken_back_once(version, partner, events):
    lapse = let_lapse(partner, version)
    take_back(lapse, partner)
    with events() as written, pytest.raises(RuleBroken, match="has ended already"):
        take_back(lapse, partner, on=day(1))
    assert (lapse.ended_on, written.tags) == (TODAY, [])


@pytest.mark.usefixtures("signed")
def test_a_newer_signature_ends_a_lapse(version, partner):
    let_lapse(partner, version)
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert where(partner, newer) is Standing.LAPSED
    sign(ask_one(newer, partner))
    assert where(partner, newer) is Standing.CURRENT


def test_a_paper_signed_before_a_lapse_does_not_end_it(version, partner):
    let_lapse(partner, version, effective_on=TODAY)
    enter_paper(version, partner, signed_on=day(-1))
    assert where(partner, version) is Standing.LAPSED


def test_the_first_of_two_signatures_does_not_end_a_lapse(team, version):
    partner = add_partner(team, people=2, signatures_needed=2)
    enter_paper(version, partner)
    enter_paper(version, partner)
    let_lapse(partner, version)
    newer = publish_next(version, ChangeKind.EDITORIAL)
    first, second = ask_one(newer, partner, 0), ask_one(newer, partner, 1)
    sign(first)
    assert where(partner, newer) is Standing.LAPSED
    sign(second)
    assert where(partner, newer) is Standing.CURRENT


def test_one_acknowledgement_is_enough_whatever_number_of_signatures_the_partner_needs(team, version):
    observer = add_partner(team, people=2, signatures_needed=2, tier=Tier.OBSERVER)
    first, second = invite(version).requests
    let_lapse(observer, version)
    acknowledge(first)
    assert where(observer, version) is Standing.ACKNOWLEDGED
    assert second.state == RequestState.CLOSED
