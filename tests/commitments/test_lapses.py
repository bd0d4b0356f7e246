"""Commitments that a person lets lapse, and what carries over to a newer version."""

import pytest

from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import RequestState
from registry.commitments.rules.standings import Standing
from registry.commitments.services import lapses
from registry.commitments.tasks import announce_editorial
from registry.documents.rules.documents import ChangeKind
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.commitments.making import (
    TODAY,
    acknowledge,
    add_partner,
    ask_one,
    change,
    day,
    enter_paper,
    invite,
    let_lapse,
    messages,
    publish_next,
    set_status,
    sign,
    where,
)
from tests.factories import WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def signed(asked):
    """The partner has signed."""
    return sign(asked)


def take_back(lapse, partner, on=TODAY):
    """The commitment stands again."""
    with change(partner.team):
        lapses.take_back_lapse(lapse, partner, on=on, **WHO_AND_WHEN)


# -- lapses ------------------------------------------------------------------------------------------


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


# -- newer versions ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("signed")
def test_an_editorial_version_asks_nothing_of_who_signed_and_tells_them_once(version, partner):
    newer = publish_next(version, ChangeKind.EDITORIAL)
    assert where(partner, newer) is Standing.CURRENT
    assert invite(newer).requests == []
    announce_editorial()
    announce_editorial()
    assert [message.to_address for message in messages("editorial")] == [partner.signatories[0].email]


@pytest.mark.usefixtures("signed")
def test_a_material_version_asks_everyone_who_signed_again(version, partner):
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert where(partner, newer) is Standing.OLDER
    assert [request.partner_id for request in invite(newer).requests] == [partner.id]
    announce_editorial()
    assert messages("editorial") == []


@pytest.mark.usefixtures("signed")
def test_who_did_not_sign_what_an_editorial_version_follows_is_not_told_of_it(version, partner):
    material = publish_next(version, ChangeKind.MATERIAL)
    publish_next(material, ChangeKind.EDITORIAL)
    announce_editorial()
    assert messages("editorial") == []


@pytest.mark.usefixtures("signed")
def test_who_has_withdrawn_is_not_told_of_an_editorial_version(version, partner):
    set_status(partner, Status.WITHDRAWN)
    publish_next(version, ChangeKind.EDITORIAL)
    announce_editorial()
    assert messages("editorial") == []


def test_inviting_to_a_newer_version_closes_the_requests_on_older_ones(version, partner, asked):
    newer = publish_next(version, ChangeKind.MATERIAL)
    invite(newer)
    assert asked.state == RequestState.CLOSED


def test_an_acknowledgement_carries_over_an_editorial_version_too(team, version):
    observer = add_partner(team, tier=Tier.OBSERVER)
    acknowledge(ask_one(version, observer))
    assert where(observer, publish_next(version, ChangeKind.EDITORIAL)) is Standing.ACKNOWLEDGED


def test_a_withdrawn_partner_stands_withdrawn_whatever_it_signed(version, partner, signed):
    set_status(partner, Status.WITHDRAWN, day(1))
    assert where(partner, version) is Standing.CURRENT
    assert where(partner, version, day(1)) is Standing.WITHDRAWN
