"""The day of leaving, staying, and the notice period, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.rules.figures import Basis
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.records.queries.records import orders_about
from registry.records.rules import RecordKind
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import State
from registry.withdrawals.services import withdrawals as withdrawal_services
from tests.acts import act_of
from tests.agreements import agree_on
from tests.commitments import builders as commitments
from tests.factories import NOW
from tests.withdrawals.builders import (
    BY,
    TODAY,
    add_partner,
    come,
    day,
    enter,
    later,
    move,
    offer,
    records_of,
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


# -- a day that was mistyped -------------------------------------------------------------------------


@pytest.fixture
def left(withdrawal):
    """It has left, thirty days from today, and its statement is ordered."""
    come(withdrawal, now=later(31))
    return withdrawal


def correct(withdrawal, on, *, now):
    """Correct the day of leaving."""
    with unit_of_work(withdrawal.partner.team_id):
        act = act_of(BY, now)
        withdrawal_services.correct_day(withdrawal, effective_on=on, reason="The letter says so", act=act)


def statements_of(withdrawal):
    """The orders of its statements."""
    return [order for order in orders_about(withdrawal.subject) if order.kind == RecordKind.WITHDRAWAL]


def test_a_mistyped_day_that_has_come_is_corrected_on_every_day(left, partner):
    correct(left, day(10), now=later(31))
    assert [partner.status(day(days)) for days in (9, 10, 30)] == [
        Status.LEAVING,
        Status.WITHDRAWN,
        Status.WITHDRAWN,
    ]
    assert (left.state, left.effective_on) == (State.LEFT, day(10))
    (line,) = [act for act in left.acts if act.kind == "corrected"]
    assert (line.from_day, line.to_day) == (day(30), day(10))


def test_the_sealed_statement_stays_and_one_that_corrects_it_follows(left):
    correct(left, day(10), now=later(31))
    first, second = statements_of(left)
    assert (first.corrects, second.corrects) == (None, first.code)


def test_who_has_not_left_then_leaves_on_the_right_day(left, partner):
    correct(left, day(90), now=later(31))
    assert (left.state, partner.status(day(89)), partner.status(day(90))) == (
        State.RUNNING,
        Status.LEAVING,
        Status.WITHDRAWN,
    )
    come(left, now=later(91))
    assert statements_of(left)[-1].corrects == statements_of(left)[0].code


@pytest.mark.parametrize(("days", "state"), [(10, State.LEFT), (90, State.RUNNING)])
def test_a_wrong_day_that_nobody_noted_brought_nothing_about_to_be_put_right(
    withdrawal, partner, days, state
):
    correct(withdrawal, day(days), now=later(31))
    assert (withdrawal.state, partner.status(day(31)) is Status.WITHDRAWN) == (state, state is State.LEFT)
    assert [order.corrects for order in statements_of(withdrawal)] == [None] * (state is State.LEFT)


def test_a_day_that_has_not_come_is_moved_and_not_corrected(withdrawal):
    with pytest.raises(RuleBroken, match="has not left"):
        correct(withdrawal, day(10), now=later(0))


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


# -- the notice that the agreement asks for ----------------------------------------------------------


def test_a_withdrawal_keeps_the_notice_of_the_version_in_force_on_its_day(team, partner):
    agree_on(team, at=NOW - dt.timedelta(days=20), notice_days=60)
    agree_on(team, notice_days=90)
    older = enter(partner, given_on=day(-3), effective_on=day(30))
    assert (older.figure.value, older.figure.number, older.figure.place.number) == (60, 1, "3.1")
    assert (older.earliest, older.short_by) == (day(57), 27)


def test_without_an_agreement_no_notice_is_asked_for(withdrawal):
    assert (withdrawal.figure.value, withdrawal.figure.basis) == (None, Basis.NONE_IN_FORCE)
    assert (withdrawal.earliest, withdrawal.short_by) == (None, 0)


def test_a_withdrawal_shows_whether_the_organization_had_signed_the_version(team, partner):
    version = agree_on(team)
    commitments.sign(commitments.ask_one(version, partner))
    bound = withdrawals.bound_of(enter(partner, given_on=day(0), effective_on=day(30)))
    assert (bound.number, bound.signed) == (1, [partner.name])


def test_a_notice_shorter_than_the_period_is_taken_all_the_same(team, partner):
    agree_on(team, notice_days=365)
    assert isinstance(enter(partner, effective_on=day(1)), Withdrawal)
