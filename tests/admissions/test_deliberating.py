"""Putting an application before the partners, and what outcome their decision lets follow."""

import pytest

from registry.accounts.models import User
from registry.admissions import access
from registry.admissions.queries import deliberation as deliberation_queries
from registry.admissions.queries import to_do
from registry.admissions.rules.admissions import Step
from registry.admissions.services import deliberation, outcomes
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import State
from registry.errors import InvalidInput, RuleBroken
from registry.security.permissions import Role
from tests.acts import act_of
from tests.admissions import making
from tests.admissions.making import TODAY
from tests.commitments.making import publish_policy
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("stopped_clock")


def robin():
    """The coordinator."""
    return db.session.get_one(User, making.coordinator().id)


def waits(team):
    """What waits for the coordinator."""
    return [one.what for one in to_do.waiting_on(team, Role.COORDINATOR, TODAY)]


def test_a_decision_is_opened_on_what_was_reviewed(received):
    decision = making.put_before(making.review(received))
    assert (received.step, received.decision_id) == (Step.DELIBERATION, decision.id)
    assert [voice.name for voice in decision.voices] == ["Maple Clinic"]


def test_the_applicant_has_no_voice_on_itself(received):
    decision = making.put_before(making.review(received))
    assert "Riverside Hospital" not in [voice.name for voice in decision.voices]


def test_without_a_partner_there_is_nobody_to_decide(received):
    making.review(received)
    asked = deliberation.Question(title="Admission", question="Shall it?")
    with pytest.raises(RuleBroken, match="needs a roll"), unit_of_work(received.team_id):
        deliberation.open_deliberation(received, asked, act=act_of(making.coordinator(), NOW))
    assert received.step is Step.UNDER_REVIEW


def test_no_outcome_while_the_partners_deliberate(received):
    making.put_before(making.review(received))
    with pytest.raises(RuleBroken, match="not recorded yet"):
        making.invite(received)
    with pytest.raises(RuleBroken, match="not recorded yet"):
        making.refuse(received)


def test_what_was_decided_against_is_refused_only(received):
    decision = making.put_before(making.review(received))
    making.vote_against(decision)
    with pytest.raises(RuleBroken, match="decided against"):
        making.invite(received)
    assert making.refuse(received).step is Step.REFUSED


def test_a_vote_that_nobody_took_part_in_refuses_nobody(received):
    making.end_vote_without_a_ballot(making.put_before(making.review(received)))
    with pytest.raises(RuleBroken, match="not recorded yet"):
        making.refuse(received)
    said = deliberation_queries.deliberated(received, "en").result
    assert said == "A recorded vote was not held: too few ballots were cast."


def test_a_vote_that_was_overtaken_by_a_round_is_not_told_as_the_result(received):
    decision = making.put_before(making.review(received))
    making.end_vote_without_a_ballot(decision)
    making.agree_after_all(decision)
    assert deliberation_queries.deliberated(received, "en").result.startswith("Consensus: 1 of 1 voices")
    making.invite(received)


def test_a_matter_set_aside_goes_before_the_partners_again(received):
    first = making.put_before(making.review(received))
    making.set_matter_aside(first)
    second = making.put_before(received)
    assert (received.decision_id, received.step) == (second.id, Step.DELIBERATION)


def test_a_matter_going_on_does_not_go_before_the_partners_twice(received):
    making.put_before(making.review(received))
    with pytest.raises(RuleBroken, match="deliberate on this application"):
        making.put_before(received)


def test_a_decision_that_the_team_has_can_be_the_one(team, received):
    other = making.receive(team, organization="Elm Pharmacy", network="m")
    decision = making.put_before(making.review(other))
    making.review(received)
    with pytest.raises(InvalidInput, match="Choose among"), unit_of_work(team.id):
        deliberation.link_decision(received, decision, act=act_of(making.coordinator(), NOW))
    making.release(other)
    with unit_of_work(team.id):
        deliberation.link_decision(received, decision, act=act_of(making.coordinator(), NOW))
    assert received.decision_id == decision.id


def test_the_result_names_no_voice(deliberated):
    found = deliberation_queries.deliberated(deliberated, "en")
    assert found.result.startswith("Consensus: 1 of 1 voices")
    assert (found.recorded, found.decision.state) == ("Invite it.", State.DECIDED)


def test_each_that_waits_is_named(team, received):
    assert waits(team) == ["review"]
    making.review(received)
    assert waits(team) == []
    making.decide(making.put_before(received))
    assert waits(team) == ["outcome"]
    making.invite(received)
    assert waits(team) == ["complete"]


def test_an_invited_organization_waits_for_nobody_until_it_has_signed(team, deliberated):
    publish_policy(team)
    making.invite(deliberated)
    assert waits(team) == []
    making.sign_all(deliberated)
    assert waits(team) == ["complete"]


def test_nothing_waits_for_who_does_not_coordinate(team, received):
    assert to_do.waiting_on(team, Role.READER, TODAY) == []
    assert to_do.waiting_on(team, Role.MEMBER, TODAY) == []


def test_outcomes_are_signed_by_chair_and_coordinator_only():
    assert {capacity.value for capacity in outcomes.SIGN_OUTCOMES} == {"chair", "coordinator"}


def test_a_coordinator_acts_as_one_where_they_hold_no_chair(team):
    person = access.acting(team, robin(), Role.COORDINATOR, TODAY)
    assert person.capacity.value == "coordinator"
