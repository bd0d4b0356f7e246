"""Putting an application before the partners, and what outcome their decision lets follow."""

import pytest

from registry.admissions.queries import deliberation as deliberation_queries
from registry.admissions.rules.admissions import Step
from registry.admissions.services import deliberation
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import State
from registry.errors import InvalidInput, RuleBroken
from tests.acts import act_of
from tests.admissions import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_decision_is_opened_on_what_was_reviewed(received):
    decision = builders.put_before(builders.review(received))
    assert (received.step, received.decision_id) == (Step.DELIBERATION, decision.id)
    assert [voice.name for voice in decision.voices] == ["Maple Clinic"]


def test_the_applicant_has_no_voice_on_itself(received):
    decision = builders.put_before(builders.review(received))
    assert "Riverside Hospital" not in [voice.name for voice in decision.voices]


def test_without_a_partner_there_is_nobody_to_decide(received):
    builders.review(received)
    asked = deliberation.Question(title="Admission", question="Shall it?")
    with pytest.raises(RuleBroken, match="needs a roll"), unit_of_work(received.team_id):
        deliberation.open_deliberation(received, asked, act=act_of(builders.coordinator(), NOW))
    assert received.step is Step.UNDER_REVIEW


def test_no_outcome_while_the_partners_deliberate(received):
    builders.put_before(builders.review(received))
    with pytest.raises(RuleBroken, match="not recorded yet"):
        builders.invite(received)
    with pytest.raises(RuleBroken, match="not recorded yet"):
        builders.refuse(received)


def test_what_was_decided_against_is_refused_only(received):
    decision = builders.put_before(builders.review(received))
    builders.vote_against(decision)
    with pytest.raises(RuleBroken, match="did not adopt"):
        builders.invite(received)
    assert builders.refuse(received).step is Step.REFUSED


def test_a_vote_that_nobody_took_part_in_refuses_nobody(received):
    builders.end_vote_without_a_ballot(builders.put_before(builders.review(received)))
    with pytest.raises(RuleBroken, match="not recorded yet"):
        builders.refuse(received)
    said = deliberation_queries.deliberated(received, "en").result
    assert said == "A recorded vote was not held: too few ballots were cast."


def test_a_vote_that_was_overtaken_by_a_round_is_not_told_as_the_result(received):
    decision = builders.put_before(builders.review(received))
    builders.end_vote_without_a_ballot(decision)
    builders.agree_after_all(decision)
    assert deliberation_queries.deliberated(received, "en").result.startswith("Consensus: 1 of 1 voices")
    builders.invite(received)


def test_a_matter_set_aside_goes_before_the_partners_again(received):
    first = builders.put_before(builders.review(received))
    builders.set_matter_aside(first)
    second = builders.put_before(received)
    assert (received.decision_id, received.step) == (second.id, Step.DELIBERATION)


def test_a_matter_going_on_does_not_go_before_the_partners_twice(received):
    builders.put_before(builders.review(received))
    with pytest.raises(RuleBroken, match="deliberate on this application"):
        builders.put_before(received)


def test_a_decision_that_the_team_has_can_be_the_one(team, received):
    other = builders.receive(team, organization="Elm Pharmacy", network="m")
    decision = builders.put_before(builders.review(other))
    builders.review(received)
    with pytest.raises(InvalidInput, match="Choose among"), unit_of_work(team.id):
        deliberation.link_decision(received, decision, act=act_of(builders.coordinator(), NOW))
    builders.release(other)
    with unit_of_work(team.id):
        deliberation.link_decision(received, decision, act=act_of(builders.coordinator(), NOW))
    assert received.decision_id == decision.id


def test_the_result_names_no_voice(deliberated):
    found = deliberation_queries.deliberated(deliberated, "en")
    assert found.result.startswith("Consensus: 1 of 1 voices")
    assert (found.recorded, found.decision.state) == ("Invite it.", State.DECIDED)
