"""What is decided and who carries it out, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.decisions.queries import decisions as decision_queries
from registry.decisions.rules import decisions as decision_rules
from registry.decisions.services import resolutions
from registry.documents.rules.provisions import Scale
from registry.errors import RuleBroken
from registry.records.queries import records
from tests.agreements import agree_on
from tests.decisions.builders import ON, at, close, open_one, say_all
from tests.factories import by_coordinator

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def test_a_decision_is_recorded_in_each_language_of_the_team(decision):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
        resolutions.record_decision(
            decision, text="We run one line.", decided_on=ON, **by_coordinator(decision.team)
        )
    made = records.orders_about(decision.subject)
    assert [(order.language, order.confidential) for order in made] == [("en", False), ("fr", False)]


def test_nothing_is_recorded_before_there_is_a_result(decision):
    with unit_of_work(), pytest.raises(RuleBroken, match="nothing to record"):
        resolutions.record_decision(decision, text="So", decided_on=ON, **by_coordinator(decision.team))


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_of_a_decision_is_neither_before_it_opened_nor_ahead(decision, days):
    with unit_of_work():
        say_all(decision, at(1), at(1), at(1))
        close(decision)
    with unit_of_work(), pytest.raises(RuleBroken) as refused:
        resolutions.record_decision(
            decision, text="So", decided_on=ON + dt.timedelta(days=days), **by_coordinator(decision.team)
        )
    assert refused.value.field == "decided_on"


def test_who_stands_aside_on_the_agreement_scale_carries_nothing_out(team):
    agree_on(team, scale=Scale.AGREEMENT, threshold=5)
    with unit_of_work():
        decision = open_one(team)
        say_all(decision, at(1), at(1), at(5))
        close(decision)
    aside = decision.voices[2]
    action = decision_rules.PlannedAction(aside.name, "Do it", partner_id=aside.partner_id)
    assert resolutions.standing_aside(decision) == [aside]
    with unit_of_work(), pytest.raises(RuleBroken, match="stands aside"):
        resolutions.record_decision(
            decision, text="So", decided_on=ON, actions=[action], **by_coordinator(decision.team)
        )


def carried_out(decision):
    """Record the decision with one action for the first voice's organization."""
    first = decision.voices[0]
    say_all(decision, at(1), at(1), at(1))
    close(decision)
    action = decision_rules.PlannedAction(first.name, "Hire", ON + dt.timedelta(days=9), first.partner_id)
    return resolutions.record_decision(
        decision, text="So", decided_on=ON, actions=[action], **by_coordinator(decision.team)
    ).actions[0]


def test_what_an_organization_carries_out_is_found_until_it_is_done(decision):
    with unit_of_work():
        action = carried_out(decision)
    assert decision_queries.actions_of(action.partner_id) == [action]
    with unit_of_work():
        resolutions.note_progress(
            action, text="Hired", is_done=True, noted_on=ON, **by_coordinator(action.resolution.decision.team)
        )
    assert decision_queries.actions_of(action.partner_id) == []
