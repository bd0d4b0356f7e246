"""From the invitation to the partner: what is still to be signed, and what waits for it."""

import pytest

from registry.admissions.queries import admissions
from registry.admissions.queries import joining as joining_queries
from registry.admissions.rules.admissions import Step
from registry.admissions.services import joining
from registry.database.transactions import unit_of_work
from registry.documents.services import scopes
from registry.errors import RuleBroken
from registry.partners.queries.history import history_of
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Status
from registry.partners.services.status import correct_status
from registry.partners.services.tiers import strike_tier
from tests.acts import act_of
from tests.admissions import builders
from tests.admissions.builders import TODAY
from tests.commitments.builders import let_lapse, publish_policy, set_status
from tests.factories import NOW, WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_nobody_is_a_partner_while_a_signature_is_outstanding(team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    with pytest.raises(RuleBroken, match="Privacy policy"):
        builders.complete(deliberated)
    assert deliberated.partner.status(TODAY) is Status.JOINING


def test_no_status_form_goes_past_what_is_to_be_signed(team, deliberated):
    publish_policy(team)
    partner = builders.invite(deliberated).partner
    with pytest.raises(RuleBroken, match="joins by its admission"):
        set_status(partner, Status.PARTNER)
    assert partner.status(TODAY) is Status.JOINING


def test_no_correction_goes_past_what_is_to_be_signed(team, deliberated):
    partner = builders.invite(deliberated).partner
    with pytest.raises(RuleBroken, match="joins by its admission"), unit_of_work(team.id):
        correct_status(
            partner.statuses[-1], status=Status.PARTNER, effective_on=TODAY, reason="x", **WHO_AND_WHEN
        )


def test_who_joins_no_more_is_not_made_a_partner(deliberated):
    partner = builders.invite(deliberated).partner
    set_status(partner, Status.WITHDRAWN)
    with pytest.raises(RuleBroken, match="no longer listed as joining"):
        builders.complete(deliberated)
    assert partner.status(TODAY) is Status.WITHDRAWN


def test_the_last_signature_makes_it_ready(team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    assert not joining_queries.is_ready(deliberated, TODAY)
    builders.sign_all(deliberated)
    assert joining_queries.is_ready(deliberated, TODAY)


@pytest.mark.parametrize("has_lapsed", [False, True])
def test_a_document_that_is_retired_is_no_longer_to_be_signed(team, deliberated, has_lapsed):
    policy = publish_policy(team)
    partner = builders.invite(deliberated).partner
    if has_lapsed:
        let_lapse(partner, policy, effective_on=TODAY)
    assert [asked.title for asked in joining_queries.outstanding(deliberated, TODAY)] == ["Privacy policy"]
    with unit_of_work(team.id):
        scopes.retire(policy.document, **WHO_AND_WHEN)
    assert joining_queries.outstanding(deliberated, TODAY) == []
    with unit_of_work(team.id):
        assert joining.ask_missing(deliberated, **WHO_AND_WHEN) == 0
    builders.complete(deliberated)
    assert deliberated.partner.status(TODAY) is Status.PARTNER


def test_a_document_published_since_is_outstanding_too(team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    builders.sign_all(deliberated)
    publish_policy(team)
    assert not joining_queries.is_ready(deliberated, TODAY)


def test_what_was_published_since_can_be_asked_for(team, deliberated):
    builders.invite(deliberated)
    publish_policy(team)
    with unit_of_work(team.id):
        assert joining.ask_missing(deliberated, act=act_of(builders.coordinator(), NOW)) == 1
    with unit_of_work(team.id):
        assert joining.ask_missing(deliberated, act=act_of(builders.coordinator(), NOW)) == 0


def test_with_all_signed_it_becomes_a_partner(team, deliberated):
    publish_policy(team)
    builders.invite(deliberated)
    builders.sign_all(deliberated)
    builders.complete(deliberated)
    assert deliberated.step is Step.PARTNER
    assert deliberated.partner.status(TODAY) is Status.PARTNER
    ground = history_of(deliberated.partner.id).rests_on(TODAY)
    assert ground == RestsOn(Ground.ADMISSION, subject=f"admission:{deliberated.id}")


def test_the_worker_completes_what_is_all_signed(team, deliberated, work):
    publish_policy(team)
    builders.invite(deliberated)
    builders.sign_all(deliberated)
    work()
    admission = admissions.admission(deliberated.id)
    assert admission.step is Step.PARTNER
    change = max(admission.partner.statuses, key=lambda status: status.id)
    assert (change.status, change.recorded_by_id, change.recorded_as) == (Status.PARTNER, None, "")


def test_the_worker_leaves_what_is_not_signed(team, deliberated, work):
    publish_policy(team)
    builders.invite(deliberated)
    work()
    assert admissions.admission(deliberated.id).step is Step.INVITED


def test_who_has_no_tier_now_is_not_taken_for_one_that_has_signed_all(team, deliberated, work):
    publish_policy(team)
    builders.invite(deliberated)
    with unit_of_work(team.id):
        for row in deliberated.partner.tiers:
            strike_tier(row, reason="Never agreed", **WHO_AND_WHEN)
    work()
    assert admissions.admission(deliberated.id).step is Step.INVITED
    with pytest.raises(RuleBroken, match="Set its tier first"):
        builders.complete(deliberated)
