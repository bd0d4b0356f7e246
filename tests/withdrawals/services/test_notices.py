"""Giving notice, by link and on paper, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RegistryError, RuleBroken
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Status
from registry.partners.services.status import set_status
from registry.records.rules import RecordKind
from registry.signing.rules.requests import RequestState
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import Reason, State, Wait
from tests.factories import WHO_AND_WHEN
from tests.withdrawals.builders import TODAY, add_partner, day, enter, later, messages, plan, records_of, sign

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_signed_notice_makes_the_partner_leave_from_today_and_withdraw_on_its_day(withdrawal, partner):
    days = [TODAY - dt.timedelta(days=1), TODAY, day(29), day(30), day(400)]
    found = [partner.status(on) for on in days]
    assert found == [
        Status.PARTNER,
        Status.LEAVING,
        Status.LEAVING,
        Status.WITHDRAWN,
        Status.WITHDRAWN,
    ]


def test_a_signed_notice_keeps_who_signed_and_what_was_said(withdrawal):
    notice = withdrawal.notice
    assert (notice.signatory_name, notice.reason, notice.account) == ("Ann Lee", "means", "We lack nurses.")
    assert notice.person.acts_for == "Maple Clinic"
    assert notice.event_digest


def test_a_signed_notice_is_proved_by_a_record_at_once(withdrawal):
    assert [order.kind for order in records_of(withdrawal)] == [RecordKind.WITHDRAWAL_NOTICE]
    assert [message.to_address for message in messages("record")] == ["ann@example.org"]


def test_coordinators_are_told_of_a_signed_notice(withdrawal):
    assert [message.to_address for message in messages("to_coordinator")] == ["robin@example.org"]


def test_a_link_signs_once(asked, withdrawal):
    with pytest.raises(RuleBroken, match="has been signed"):
        sign(asked)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"title": ""}, "title"),
        ({"typed": "x"}, "typed"),
        ({"has_authority": False}, "has_authority"),
        ({"consents": False}, "consents"),
        ({"effective_on": None}, "effective_on"),
        ({"effective_on": dt.date(2020, 1, 1)}, "effective_on"),
        ({"account": "x" * 100_000}, "account"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_what_a_signature_lacks_is_said_of_its_field_and_nothing_is_kept(asked, said, field):
    with pytest.raises(RegistryError) as refusal:
        sign(asked, **said)
    assert refusal.value.field == field
    assert asked.state == RequestState.OPEN
    assert withdrawals.withdrawals_of(asked.partner_id) == []


def test_a_paper_notice_is_never_blocked_by_what_it_leaves_out(partner):
    withdrawal = enter(partner, effective_on=None)
    assert withdrawal.notice.reason == Reason.NOT_STATED
    assert withdrawal.waits_for(TODAY) == (Wait.DATE, Wait.EFFORTS)
    assert partner.status(TODAY) is Status.LEAVING


def test_a_paper_notice_closes_the_link_that_was_out(partner, asked):
    enter(partner)
    assert asked.state == RequestState.CLOSED
    with pytest.raises(RuleBroken, match="another way"):
        sign(asked)


def test_a_paper_may_say_that_the_day_has_passed(partner):
    withdrawal = enter(partner, given_on=day(-60), effective_on=day(-20), paper_says_so=True)
    assert withdrawal.state == State.LEFT
    assert (partner.status(day(-21)), partner.status(day(-20))) == (Status.PARTNER, Status.WITHDRAWN)


def test_a_day_that_has_passed_is_asked_about_before_it_is_believed(partner):
    with pytest.raises(RuleBroken) as refusal:
        enter(partner, effective_on=day(-20))
    assert refusal.value.field == "effective_on"
    assert partner.status(TODAY) is Status.PARTNER


def test_an_organization_gives_notice_once_at_a_time(partner, withdrawal):
    with pytest.raises(RuleBroken, match="running already"):
        enter(partner)


def test_who_has_withdrawn_gives_no_notice(partner):
    enter(partner, effective_on=TODAY)
    with pytest.raises(RuleBroken, match="not a partner"):
        enter(partner)


def test_who_came_back_can_leave_again_even_if_nobody_noted_the_first_leaving(partner):
    first = enter(partner, effective_on=day(10))
    with unit_of_work(partner.team_id):
        again = {"status": Status.PARTNER, "effective_on": day(20), "rests_on": RestsOn(Ground.LIST)}
        set_status(partner, **again, **WHO_AND_WHEN)
    second = enter(partner, effective_on=day(90), now=later(30))
    assert (first.state, second.state) == (State.LEFT, State.RUNNING)
    assert partner.status(day(90)) is Status.WITHDRAWN


@pytest.mark.parametrize(
    "planned",
    [
        [(Status.LEAVING, 0), (Status.WITHDRAWN, 5)],
        [(Status.LEAVING, 0), (Status.PARTNER, 5), (Status.LEAVING, 6)],
        [(Status.WITHDRAWN, 90)],
        [(Status.WITHDRAWN, 2), (Status.JOINING, 50)],
    ],
)
def test_no_status_planned_by_hand_stands_in_the_way(partner, planned):
    plan(partner, planned)
    enter(partner, effective_on=day(3))
    assert [partner.status(day(ahead)) for ahead in (2, 3, 5, 6, 50, 90)] == [
        Status.LEAVING,
        *[Status.WITHDRAWN] * 5,
    ]


def test_who_is_still_joining_can_leave_and_joins_until_then(team):
    partner = add_partner(team, "Elm House", status=Status.JOINING)
    enter(partner, effective_on=day(3))
    assert (partner.status(day(2)), partner.status(day(3))) == (Status.JOINING, Status.WITHDRAWN)
