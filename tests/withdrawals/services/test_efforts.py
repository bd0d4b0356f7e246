"""Efforts to keep an organization, and its answers, on both databases."""

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RegistryError, RuleBroken
from registry.withdrawals.rules.withdrawals import Answer, Channel, EffortKind, Wait
from registry.withdrawals.services import efforts
from tests.factories import (
    BY_AND_WHEN,
    make_representative,
)
from tests.withdrawals.builders import TODAY, day, enter, messages, offer, relay

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_an_effort_is_offered_and_its_representatives_are_told(withdrawal, partner):
    with unit_of_work(partner.team_id):
        make_representative(partner, email="rosa@example.org")
    offer(withdrawal)
    assert [message.to_address for message in messages("effort")] == ["rosa@example.org"]
    assert withdrawal.waits_for(TODAY) == (Wait.ANSWERS, Wait.DAY)


def test_a_representative_answers_for_the_organization(withdrawal, partner):
    with unit_of_work(partner.team_id):
        user = make_representative(partner, name="Rosa Diaz")
    answer = relay(offer(withdrawal), by=user, said_by="")
    assert (answer.channel, answer.said_by) == (Channel.ONLINE, "Rosa Diaz")
    assert withdrawal.waits_for(TODAY) == (Wait.DAY,)


def test_a_coordinator_relays_an_answer_and_says_how_it_came(withdrawal):
    answer = relay(offer(withdrawal), answer=Answer.DECLINED, channel=Channel.LETTER)
    assert (answer.channel, answer.said_by, answer.by_capacity) == ("letter", "Ann Lee", "coordinator")


def test_a_coordinator_cannot_answer_as_the_organization(withdrawal):
    with pytest.raises(RuleBroken) as refusal:
        relay(offer(withdrawal), channel=Channel.ONLINE)
    assert refusal.value.field == "channel"


def test_an_effort_is_answered_once(withdrawal):
    effort = offer(withdrawal)
    relay(effort)
    with pytest.raises(RuleBroken, match="answered already"):
        relay(effort, answer=Answer.DECLINED)


def test_nothing_is_offered_tomorrow(withdrawal):
    with pytest.raises(RuleBroken) as refusal:
        offer(withdrawal, offered_on=day(1))
    assert refusal.value.field == "offered_on"


@pytest.mark.parametrize(
    ("said", "field"),
    [({"text": "x" * 100_000}, "text"), ({"text": " "}, "text"), ({"offered_by": ""}, "offered_by")],
)
def test_an_effort_is_said_in_words_and_in_bounds(withdrawal, said, field):
    with pytest.raises(RegistryError) as refusal:
        offer(withdrawal, **said)
    assert refusal.value.field == field
    assert withdrawal.efforts == []


def test_why_there_was_no_opportunity_is_stated_instead(withdrawal):
    with unit_of_work(withdrawal.partner.team_id):
        efforts.state_no_opportunity(withdrawal, reason="It closes next week.", **BY_AND_WHEN)
    assert withdrawal.no_opportunity.text == "It closes next week."
    assert withdrawal.waits_for(TODAY) == (Wait.DAY,)


def test_efforts_made_before_a_leaving_can_be_entered_after_it(partner):
    withdrawal = enter(partner, effective_on=TODAY)
    relay(offer(withdrawal, EffortKind.MITIGATE))
    assert len(withdrawal.efforts) == 1
    assert messages("effort") == []
