"""How a case ends and is reopened, on both databases."""

import datetime as dt

import pytest

from registry.conflicts.rules.cases import State, StepKind
from registry.database.transactions import unit_of_work
from registry.decisions.services import resolutions
from registry.errors import InvalidInput, RuleBroken
from tests.conflicts.builders import TODAY, at_steering, close, decide, raise_one, reopen
from tests.decisions import builders as deciding
from tests.factories import NOW, by_coordinator


def kinds(case):
    """What happened in a case, in order."""
    return [step.kind for step in case.steps]


# -- the path ----------------------------------------------------------------------------------------


def test_the_committee_where_it_arose_can_settle_it(cast):
    case = raise_one(cast)
    outcome = close(case, cast.coordinator)
    assert (case.state, outcome.closed_from) == (State.SETTLED, State.AT_COMMITTEE)


def test_the_chair_signs_the_final_decision(cast):
    case = at_steering(cast)
    outcome = decide(case, cast.chair)
    assert (outcome.signer_name, outcome.signer_for) == ("Chai Cho", "Steering Committee")
    assert outcome.decider == "chair"


def test_a_closed_case_is_not_closed_again(cast):
    case = raise_one(cast)
    close(case, cast.coordinator)
    with pytest.raises(RuleBroken, match="Reopen it first"):
        close(case, cast.coordinator, State.REFERRED)


def test_a_reopened_case_has_a_new_term_and_keeps_the_first(cast, stopped_clock):
    case = raise_one(cast)
    close(case, cast.coordinator)
    reopen(case, cast.coordinator, now=NOW + dt.timedelta(days=20))
    assert [term.began_on for term in case.terms] == [TODAY, TODAY + dt.timedelta(days=20)]
    assert case.terms[0].outcome.state == State.SETTLED
    assert case.state == State.AT_COMMITTEE
    assert kinds(case)[-1] == StepKind.REOPENED


def test_an_outcome_ends_the_clock(cast):
    case = raise_one(cast, raised_on=TODAY - dt.timedelta(days=44))
    close(case, cast.coordinator)
    assert case.term.standing(TODAY + dt.timedelta(days=100)).days_left == 1


# -- the decision it rests on ------------------------------------------------------------------------


def decision_of(cast, committee):
    """A recorded decision of a committee, open to the team."""
    with unit_of_work(cast.team.id):
        decision = deciding.open_one(cast.team, committee=committee)
        deciding.say_all(decision, *[deciding.at(1)] * len(decision.voices))
        deciding.close(decision)
        resolutions.record_decision(
            decision, text="So it is.", decided_on=deciding.ON, **by_coordinator(decision.team)
        )
    return decision


def test_it_rests_on_no_decision_that_is_not_made(cast):
    with unit_of_work(cast.team.id):
        open_now = deciding.open_one(cast.team, committee=cast.steering)
    with pytest.raises(InvalidInput, match="decision of the steering committee"):
        decide(at_steering(cast), cast.chair, decision_id=open_now.id)


def test_a_final_decision_rests_on_one_of_the_steering_committee(cast):
    decision = decision_of(cast, cast.steering)
    assert decide(at_steering(cast), cast.chair, decision_id=decision.id).decision == decision


def test_it_rests_on_no_decision_of_another_committee(cast):
    decision = decision_of(cast, cast.group)
    with pytest.raises(InvalidInput, match="decision of the steering committee") as error:
        decide(at_steering(cast), cast.chair, decision_id=decision.id)
    assert error.value.field == "decision"
