"""Inviting and refusing: who signs the outcome, and what follows from it."""

import pytest

from registry.admissions.queries import admissions
from registry.admissions.services import outcomes
from registry.errors import Refused, RuleBroken
from registry.partners.rules.partners import Status
from registry.records.queries import records
from registry.security import actors
from registry.security.actors import Capacity
from registry.teams.rules import Tier
from tests.admissions import builders
from tests.admissions.builders import TODAY
from tests.commitments.builders import publish_policy

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_nobody_is_invited_before_the_partners_deliberated(received):
    builders.review(received)
    with pytest.raises(RuleBroken, match="under review"):
        builders.invite(received)


def test_an_invited_organization_is_listed_as_joining(deliberated):
    partner = builders.invite(deliberated).partner
    assert (partner.name, partner.status(TODAY), partner.tier(TODAY)) == (
        "Riverside Hospital",
        Status.JOINING,
        Tier.ANCHOR,
    )


def test_it_may_be_invited_to_another_tier_than_it_asked_for(deliberated):
    builders.invite(deliberated, tier=Tier.OBSERVER)
    assert deliberated.partner.tier(TODAY) is Tier.OBSERVER


def test_its_signatory_is_asked_for_every_document(team, deliberated):
    versions = [publish_policy(team), publish_policy(team)]
    builders.invite(deliberated)
    assert [request.version_id for request in builders.requests_of(deliberated)] == [
        one.id for one in versions
    ]


def test_an_observer_is_asked_to_acknowledge(team, deliberated):
    publish_policy(team)
    builders.invite(deliberated, tier=Tier.OBSERVER)
    assert [request.requirement for request in builders.requests_of(deliberated)] == ["acknowledges"]


def test_an_outcome_is_signed_by_the_chair_or_a_coordinator(deliberated):
    member = actors.person(builders.coordinator().id, "Mo Member", Capacity.MEMBER, "Steering committee")
    with pytest.raises(Refused):
        builders.invite(deliberated, by=member)
    with pytest.raises(Refused):
        builders.refuse(deliberated, by=member)


def test_the_chair_signs_for_the_committee(deliberated):
    chair = actors.person(builders.coordinator().id, "Cy Chair", Capacity.CHAIR, "Steering committee")
    builders.refuse(deliberated, by=chair)
    assert (deliberated.acts[-1].by_name, deliberated.acts[-1].by_for) == ("Cy Chair", "Steering committee")


def test_a_refusal_has_a_reason(deliberated):
    with pytest.raises(RuleBroken, match="Say why"):
        builders.refuse(deliberated, reason=" ")


def test_a_refused_organization_is_not_listed(team, deliberated):
    builders.refuse(deliberated)
    assert admissions.partner_called(team.id, "Riverside Hospital") is None


def test_each_outcome_is_owed_a_letter(deliberated):
    builders.invite(deliberated)
    assert [order.kind for order in records.orders_about(("admission", deliberated.id))] == [
        "admission_outcome"
    ]


def test_each_end_is_owed_a_record(deliberated):
    builders.refuse(deliberated)
    owed = [order.kind for order in records.orders_about(("admission", deliberated.id))]
    assert owed == ["admission_outcome", "admission"]


def test_a_refused_organization_may_apply_again(team, deliberated):
    builders.refuse(deliberated)
    assert builders.invited(team).partner.status(TODAY) is Status.JOINING


def test_outcomes_are_signed_by_chair_and_coordinator_only():
    assert {capacity.value for capacity in outcomes.SIGN_OUTCOMES} == {"chair", "coordinator"}
