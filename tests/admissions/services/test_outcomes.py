"""Inviting and refusing: who signs the outcome, and what follows from it."""

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import Refused, RuleBroken
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.partners import Status
from registry.records.queries import records
from registry.security import actors
from registry.security.actors import Capacity
from registry.teams.rules import Tier
from registry.teams.services import memberships
from tests.admissions import builders
from tests.admissions.builders import TODAY
from tests.commitments.builders import publish_policy
from tests.factories import (
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_member,
    make_seat,
    seat_member,
)

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


def sits(deliberated, *, is_chair):
    """Somebody with a seat in the steering committee."""
    with unit_of_work(deliberated.team_id):
        user = make_member(deliberated.team, name="Cy Chair")
        return seat_member(make_seat(make_committee(deliberated.team)), user, is_chair=is_chair)


def test_an_outcome_is_signed_by_the_chair_or_a_coordinator_whatever_others_say_they_are(deliberated):
    member = sits(deliberated, is_chair=False)
    claimed = actors.person(member.id, member.name, Capacity.CHAIR, "Steering Committee")
    with pytest.raises(Refused):
        builders.invite(deliberated, by=claimed)
    with pytest.raises(Refused):
        builders.refuse(deliberated, by=claimed)


def test_who_coordinates_no_more_signs_no_outcome(deliberated):
    with unit_of_work(deliberated.team_id):
        user = make_coordinator(deliberated.team)
        memberships.end_role(deliberated.team, user.id, **WHO_AND_WHEN)
    with pytest.raises(Refused):
        builders.invite(deliberated, by=user)


def test_the_chair_signs_for_the_committee(deliberated):
    builders.refuse(deliberated, by=sits(deliberated, is_chair=True))
    assert (deliberated.acts[-1].by_name, deliberated.acts[-1].by_for) == ("Cy Chair", "Steering Committee")


def test_a_refusal_has_a_reason(deliberated):
    with pytest.raises(RuleBroken, match="Say why"):
        builders.refuse(deliberated, reason=" ")


def test_a_refused_organization_is_not_listed(team, deliberated):
    builders.refuse(deliberated)
    assert partner_queries.partner_called(team.id, "Riverside Hospital") is None


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
