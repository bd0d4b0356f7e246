"""Giving notice, efforts and their answers, staying: on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RegistryError, RuleBroken
from registry.partners.rules.partners import Status
from registry.partners.services.status import set_status
from registry.records.rules import RecordKind
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import (
    Answer,
    Channel,
    EffortKind,
    Reason,
    RequestState,
    State,
    Wait,
)
from registry.withdrawals.services import efforts, requests
from tests.acts import act_of
from tests.factories import BY_AND_WHEN, NOW, WHO_AND_WHEN, make_representative, make_signatory
from tests.withdrawals.making import (
    TODAY,
    add_partner,
    as_representative,
    ask,
    come,
    day,
    enter,
    later,
    messages,
    move,
    offer,
    plan,
    records_of,
    relay,
    set_period,
    sign,
    take_back,
)

pytestmark = pytest.mark.usefixtures("stopped_clock")


# -- asking ------------------------------------------------------------------------------------------


def test_asking_changes_nothing_but_sends_a_link(partner):
    ask(partner)
    assert partner.status(TODAY) is Status.PARTNER
    assert [message.to_address for message in messages("request")] == ["ann@example.org"]


def test_one_person_of_an_organization_is_asked_at_a_time(partner, asked):
    with pytest.raises(RuleBroken, match="asked already"):
        ask(partner)


def test_nobody_without_an_address_is_asked(team):
    partner = add_partner(team, "Elm House")
    with unit_of_work():
        partner.signatories[0].email = ""
    with pytest.raises(RuleBroken) as refusal:
        ask(partner)
    assert refusal.value.field == "signatory"


def test_the_signatory_of_another_organization_is_not_asked(team, partner):
    other = add_partner(team, "Elm House")
    with pytest.raises(RuleBroken), unit_of_work(team.id):
        requests.ask_for_notice(partner, other.signatories[0], **BY_AND_WHEN)


def test_a_resent_link_ends_the_one_before(asked):
    with unit_of_work(asked.partner.team_id):
        requests.resend(asked, act=act_of(WHO_AND_WHEN["act"].by, NOW))
    assert asked.generation == 2
    assert [message.fate for message in messages("request")] == ["cancelled", "planned"]


def test_a_revoked_link_signs_nothing(asked):
    with unit_of_work(asked.partner.team_id):
        requests.revoke(asked, reason="They stay.", **BY_AND_WHEN)
    with pytest.raises(RuleBroken, match="taken back"):
        sign(asked)


def test_an_expired_link_signs_nothing(asked):
    with pytest.raises(RuleBroken, match="expired"):
        sign(asked, now=later(46), effective_on=day(60))


def test_a_link_is_renewed_once_in_a_while(asked):
    with pytest.raises(RuleBroken, match="few minutes ago"), unit_of_work(asked.partner.team_id):
        requests.renew_link(asked, now=NOW + dt.timedelta(minutes=5))


# -- notice ------------------------------------------------------------------------------------------


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
        set_status(partner, status=Status.PARTNER, effective_on=day(20), **WHO_AND_WHEN)
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


# -- efforts -----------------------------------------------------------------------------------------


def test_an_effort_is_offered_and_its_representatives_are_told(withdrawal, partner):
    with unit_of_work(partner.team_id):
        make_representative(partner, email="rosa@example.org")
    offer(withdrawal)
    assert [message.to_address for message in messages("effort")] == ["rosa@example.org"]
    assert withdrawal.waits_for(TODAY) == (Wait.ANSWERS, Wait.DAY)


def test_a_representative_answers_for_the_organization(withdrawal, partner):
    with unit_of_work(partner.team_id):
        user = make_representative(partner, name="Rosa Diaz")
    answer = relay(offer(withdrawal), by=as_representative(user, partner), said_by="")
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


def test_a_signatory_who_no_longer_signs_is_not_asked(team, partner):
    with unit_of_work(team.id):
        ended = make_signatory(partner)
        ended.ended_on = TODAY
    with pytest.raises(RuleBroken, match="no longer signs"), unit_of_work(team.id):
        requests.ask_for_notice(partner, ended, **BY_AND_WHEN)
