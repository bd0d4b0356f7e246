"""From the application to the partner: what each step needs, does and leaves behind."""

import pytest

from registry.admissions.queries import admissions
from registry.admissions.queries import joining as joining_queries
from registry.admissions.rules.admissions import Finding, Found, Step
from registry.admissions.services import joining, reviews
from registry.commitments.rules.requests import RequestState
from registry.database.transactions import unit_of_work
from registry.errors import NotFound, Refused, RuleBroken
from registry.partners.rules.partners import Status
from registry.partners.services.status import correct_status, set_tier
from registry.records.queries import records
from registry.security import actors
from registry.security.actors import Capacity
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.admissions import making
from tests.admissions.making import TODAY
from tests.commitments.making import publish_policy, set_status
from tests.factories import NOW, WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_an_application_waits_for_its_mailbox(team):
    admission = making.send(team)
    assert admission.step is Step.UNCONFIRMED
    assert [message.to_address for message in making.messages("confirm")] == [making.APPLICANT]


def test_an_unconfirmed_application_is_not_found_by_the_team(team):
    admission = making.send(team)
    with pytest.raises(NotFound):
        admissions.admission_of(team.id, admission.id)


def test_a_confirmed_application_is_received_and_a_receipt_goes_out(received):
    assert received.step is Step.RECEIVED
    assert len(making.messages("receipt")) == 1


def test_coordinators_are_told_of_a_confirmed_application(received):
    assert [message.to_address for message in making.messages("to_coordinator")] == ["robin@example.org"]


def test_messages_of_admissions_are_not_in_the_teams_list(received):
    assert all(message.confidential for message in making.messages("receipt"))


def test_the_answers_keep_the_words_of_the_criterion(team, received):
    criterion = admissions.criteria_of(team.id)[0]
    with unit_of_work(team.id):
        criterion.text_en = "Another question"
    assert received.answers[0].text("en") == "It serves the region"


def test_nothing_goes_before_the_partners_until_all_is_reviewed(received):
    with unit_of_work(received.team_id):
        reviews.begin_review(received, act=act_of(making.coordinator(), NOW))
    with pytest.raises(RuleBroken, match="not reviewed yet"):
        making.put_before(received)


def test_a_review_keeps_its_findings(received):
    making.review(received, finding=Finding.UNCLEAR)
    assert (received.answers[0].finding, received.answers[0].finding_remark) == ("unclear", "Looked at")


def test_of_two_reviews_at_once_the_second_is_told(received):
    making.review(received)
    with pytest.raises(RuleBroken, match="Someone else changed this"), unit_of_work(received.team_id):
        reviews.record_review(
            received, found={}, review="", revision=1, act=act_of(making.coordinator(), NOW)
        )


def test_nobody_is_invited_before_the_partners_deliberated(received):
    making.review(received)
    with pytest.raises(RuleBroken, match="under review"):
        making.invite(received)


def test_an_invited_organization_is_listed_as_joining(deliberated):
    partner = making.invite(deliberated).partner
    assert (partner.name, partner.status(TODAY), partner.tier(TODAY)) == (
        "Riverside Hospital",
        Status.JOINING,
        Tier.ANCHOR,
    )


def test_it_may_be_invited_to_another_tier_than_it_asked_for(deliberated):
    making.invite(deliberated, tier=Tier.OBSERVER)
    assert deliberated.partner.tier(TODAY) is Tier.OBSERVER


def test_its_signatory_is_asked_for_every_document(team, deliberated):
    versions = [publish_policy(team), publish_policy(team)]
    making.invite(deliberated)
    assert [request.version_id for request in making.requests_of(deliberated)] == [one.id for one in versions]


def test_an_observer_is_asked_to_acknowledge(team, deliberated):
    publish_policy(team)
    making.invite(deliberated, tier=Tier.OBSERVER)
    assert [request.requirement for request in making.requests_of(deliberated)] == ["acknowledges"]


def test_nobody_is_a_partner_while_a_signature_is_outstanding(team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    with pytest.raises(RuleBroken, match="Privacy policy"):
        making.complete(deliberated)
    assert deliberated.partner.status(TODAY) is Status.JOINING


def test_no_status_form_goes_past_what_is_to_be_signed(team, deliberated):
    publish_policy(team)
    partner = making.invite(deliberated).partner
    with pytest.raises(RuleBroken, match="joins by its admission"):
        set_status(partner, Status.PARTNER)
    assert partner.status(TODAY) is Status.JOINING


def test_no_correction_goes_past_what_is_to_be_signed(team, deliberated):
    partner = making.invite(deliberated).partner
    with pytest.raises(RuleBroken, match="joins by its admission"), unit_of_work(team.id):
        correct_status(
            partner.statuses[-1], status=Status.PARTNER, effective_on=TODAY, reason="x", **WHO_AND_WHEN
        )


def test_who_joins_no_more_is_not_made_a_partner(deliberated):
    partner = making.invite(deliberated).partner
    set_status(partner, Status.WITHDRAWN)
    with pytest.raises(RuleBroken, match="no longer listed as joining"):
        making.complete(deliberated)
    assert partner.status(TODAY) is Status.WITHDRAWN


def test_the_last_signature_makes_it_ready(team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    assert not joining_queries.is_ready(deliberated, TODAY)
    making.sign_all(deliberated)
    assert joining_queries.is_ready(deliberated, TODAY)


def test_a_document_published_since_is_outstanding_too(team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    making.sign_all(deliberated)
    publish_policy(team)
    assert not joining_queries.is_ready(deliberated, TODAY)


def test_what_was_published_since_can_be_asked_for(team, deliberated):
    making.invite(deliberated)
    publish_policy(team)
    with unit_of_work(team.id):
        assert joining.ask_missing(deliberated, act=act_of(making.coordinator(), NOW)) == 1
    with unit_of_work(team.id):
        assert joining.ask_missing(deliberated, act=act_of(making.coordinator(), NOW)) == 0


def test_with_all_signed_it_becomes_a_partner(team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    making.sign_all(deliberated)
    making.complete(deliberated)
    assert deliberated.step is Step.PARTNER
    assert deliberated.partner.status(TODAY) is Status.PARTNER


def test_the_worker_completes_what_is_all_signed(team, deliberated, work):
    publish_policy(team)
    making.invite(deliberated)
    making.sign_all(deliberated)
    work()
    assert admissions.admission(deliberated.id).step is Step.PARTNER


def test_the_worker_leaves_what_is_not_signed(team, deliberated, work):
    publish_policy(team)
    making.invite(deliberated)
    work()
    assert admissions.admission(deliberated.id).step is Step.INVITED


def test_an_outcome_is_signed_by_the_chair_or_a_coordinator(deliberated):
    member = actors.person(making.coordinator().id, "Mo Member", Capacity.MEMBER, "Steering committee")
    with pytest.raises(Refused):
        making.invite(deliberated, by=member)
    with pytest.raises(Refused):
        making.refuse(deliberated, by=member)


def test_the_chair_signs_for_the_committee(deliberated):
    chair = actors.person(making.coordinator().id, "Cy Chair", Capacity.CHAIR, "Steering committee")
    making.refuse(deliberated, by=chair)
    assert (deliberated.acts[-1].by_name, deliberated.acts[-1].by_for) == ("Cy Chair", "Steering committee")


def test_a_refusal_has_a_reason(deliberated):
    with pytest.raises(RuleBroken, match="Say why"):
        making.refuse(deliberated, reason=" ")


def test_a_refused_organization_is_not_listed(team, deliberated):
    making.refuse(deliberated)
    assert admissions.partner_called(team.id, "Riverside Hospital") is None


def test_each_outcome_is_owed_a_letter(deliberated):
    making.invite(deliberated)
    assert [order.kind for order in records.orders_about(("admission", deliberated.id))] == [
        "admission_outcome"
    ]


def test_each_end_is_owed_a_record(deliberated):
    making.refuse(deliberated)
    owed = [order.kind for order in records.orders_about(("admission", deliberated.id))]
    assert owed == ["admission_outcome", "admission"]


def test_a_refused_organization_may_apply_again(team, deliberated):
    making.refuse(deliberated)
    assert making.invited(team).partner.status(TODAY) is Status.JOINING


def test_an_applicant_withdraws_at_any_step(team):
    admission = making.invited(team)
    assert making.withdraw(admission).step is Step.WITHDRAWN


def test_an_invited_organization_that_withdraws_joins_no_more(team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    making.withdraw(deliberated)
    assert deliberated.partner.status(TODAY) is Status.WITHDRAWN
    assert [request.state for request in making.requests_of(deliberated)] == [RequestState.CLOSED]


def test_a_withdrawn_partner_comes_back_to_its_own_entry(team):
    before = making.invited(team)
    making.withdraw(before)
    again = making.invited(team)
    assert again.partner_id == before.partner_id
    assert again.partner.status(TODAY) is Status.JOINING


def test_a_partner_cannot_be_withdrawn_as_an_applicant(team):
    admission = making.complete(making.invited(team))
    with pytest.raises(RuleBroken, match="partner already"):
        making.withdraw(admission)


def test_every_act_says_who_in_which_capacity_for_whom(received):
    making.review(received)
    said = [(act.step, act.by_capacity, act.by_for) for act in received.acts]
    assert said == [
        ("unconfirmed", "representative", "Riverside Hospital"),
        ("received", "representative", "Riverside Hospital"),
        ("under_review", "coordinator", ""),
        ("under_review", "coordinator", ""),
    ]


def test_findings_of_another_dossier_change_nothing(received):
    with unit_of_work(received.team_id):
        reviews.begin_review(received, act=act_of(making.coordinator(), NOW))
        found = {received.answers[0].id + 999: Found(Finding.MET)}
        reviews.record_review(received, found=found, review="", act=act_of(making.coordinator(), NOW))
    assert received.answers[0].finding == ""


def test_who_has_no_tier_now_is_not_taken_for_one_that_has_signed_all(team, deliberated, work):
    publish_policy(team)
    making.invite(deliberated)
    with unit_of_work(team.id):
        set_tier(deliberated.partner, tier=None, effective_on=TODAY, **WHO_AND_WHEN)
    work()
    assert admissions.admission(deliberated.id).step is Step.INVITED
    with pytest.raises(RuleBroken, match="Set its tier first"):
        making.complete(deliberated)
