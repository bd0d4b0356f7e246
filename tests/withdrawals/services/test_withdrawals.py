"""The day of leaving, staying, and the notice period, on both databases."""

import pytest

from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import State
from tests.withdrawals.builders import (
    TODAY,
    add_partner,
    come,
    day,
    enter,
    later,
    move,
    offer,
    records_of,
    set_period,
    take_back,
)

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- the day -----------------------------------------------------------------------------------------


def test_a_notice_without_a_day_gets_one_later(partner):
    withdrawal = enter(partner, effective_on=None)
    move(withdrawal, day(40))
    assert (withdrawal.effective_on, partner.status(day(40))) == (day(40), Status.WITHDRAWN)


@pytest.mark.parametrize("days", [10, 60])
def test_a_moved_day_takes_the_place_of_the_one_before(withdrawal, partner, days):
    move(withdrawal, day(days))
    assert partner.status(day(days - 1)) is Status.LEAVING
    assert partner.status(day(days)) is Status.WITHDRAWN
    assert [(act.from_day, act.to_day) for act in withdrawal.acts if act.kind == "date"] == [
        (day(30), day(days))
    ]


def test_a_day_moved_to_today_takes_effect_at_once(withdrawal):
    move(withdrawal, TODAY)
    assert withdrawal.state == State.LEFT


def test_no_day_is_moved_once_it_has_come(withdrawal):
    with pytest.raises(RuleBroken, match="has left"):
        move(withdrawal, day(90), now=later(31))


# -- staying -----------------------------------------------------------------------------------------


def test_who_takes_the_notice_back_is_a_partner_again_and_stays_one(withdrawal, partner):
    take_back(withdrawal, now=later(3))
    found = [partner.status(on) for on in (day(2), day(3), day(30), day(400))]
    assert found == [Status.LEAVING, Status.PARTNER, Status.PARTNER, Status.PARTNER]


def test_staying_keeps_its_reason_and_a_short_record(withdrawal):
    take_back(withdrawal)
    assert withdrawal.act("stayed").text == "Nurses were found."
    assert [order.kind for order in records_of(withdrawal)] == ["withdrawal_notice", "withdrawal"]


def test_who_was_joining_goes_on_joining(team):
    partner = add_partner(team, "Elm House", status=Status.JOINING)
    take_back(enter(partner))
    assert partner.status(day(100)) is Status.JOINING


@pytest.mark.parametrize("days", [30, 31])
def test_nobody_stays_once_the_day_has_come_noted_or_not(withdrawal, days):
    with pytest.raises(RuleBroken, match="has left"):
        take_back(withdrawal, now=later(days))


def test_a_notice_taken_back_never_takes_effect(withdrawal, partner):
    take_back(withdrawal)
    assert not come(withdrawal, later(30))
    assert withdrawal.state == State.STAYED


def test_nothing_more_is_entered_once_it_stays(withdrawal):
    take_back(withdrawal)
    with pytest.raises(RuleBroken, match="stays"):
        offer(withdrawal)


def test_who_stayed_can_give_notice_again(withdrawal, partner):
    take_back(withdrawal)
    again = enter(partner, effective_on=day(50))
    assert partner.status(day(50)) is Status.WITHDRAWN
    assert again.id != withdrawal.id


# -- the notice period -------------------------------------------------------------------------------


def test_a_team_has_no_notice_period_until_it_sets_one(team):
    assert withdrawals.notice_days(team.id) is None


@pytest.mark.parametrize("before", [90, None])
@pytest.mark.parametrize("then", [30, None])
def test_a_notice_period_is_set_changed_and_taken_away(team, before, then):
    set_period(team, before)
    set_period(team, then)
    assert withdrawals.notice_days(team.id) == then


def test_a_notice_shorter_than_the_period_is_taken_all_the_same(team, partner):
    set_period(team, 365)
    assert isinstance(enter(partner, effective_on=day(1)), Withdrawal)
