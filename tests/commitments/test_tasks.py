"""What the worker sends: reminders on their days, each once, and word of an editorial version."""

import datetime as dt

import pytest

from registry import clock
from registry.commitments import tasks
from registry.commitments.queries import overview
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.standings import Standing
from registry.commitments.services import answers, requests
from registry.commitments.tasks import announce_editorial
from registry.documents.rules.documents import ChangeKind
from registry.outbox import queries as outbox_queries
from registry.partners.rules.partners import Status
from registry.signing.services import requests as signing_requests
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.commitments.builders import (
    TODAY,
    acknowledge,
    add_partner,
    ask_one,
    change,
    day,
    invite,
    messages,
    open_on,
    publish_next,
    set_status,
    sign,
    where,
)
from tests.factories import NOW, WHO_AND_WHEN

DUE = day(20)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def due(version, partner):
    """A request that is to be answered in twenty days."""
    return ask_one(version, partner, due_on=DUE)


@pytest.fixture
def live_until(stopped_clock):
    """Lets days pass, with the worker looking twice a day; the days on which reminders were posted."""

    def live(last):
        while clock.now().date() < last:
            stopped_clock.pass_by(hours=12)
            tasks.send_reminders()
        return reminded_on()

    return live


def reminded_on():
    """The days on which reminders were posted."""
    return [message.posted_at.date() for message in messages("reminder")]


# -- newer versions ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("signed")
def test_an_editorial_version_asks_nothing_of_who_signed_and_tells_them_once(version, partner):
    newer = publish_next(version, ChangeKind.EDITORIAL)
    assert where(partner, newer) is Standing.CURRENT
    assert invite(newer).requests == []
    announce_editorial()
    announce_editorial()
    assert [message.to_address for message in messages("editorial")] == [partner.signatories[0].email]


@pytest.mark.usefixtures("signed")
def test_a_material_version_asks_everyone_who_signed_again(version, partner):
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert where(partner, newer) is Standing.OLDER
    assert [request.partner_id for request in invite(newer).requests] == [partner.id]
    announce_editorial()
    assert messages("editorial") == []


@pytest.mark.usefixtures("signed")
def test_who_did_not_sign_what_an_editorial_version_follows_is_not_told_of_it(version, partner):
    material = publish_next(version, ChangeKind.MATERIAL)
    publish_next(material, ChangeKind.EDITORIAL)
    announce_editorial()
    assert messages("editorial") == []


@pytest.mark.usefixtures("signed")
def test_who_has_withdrawn_is_not_told_of_an_editorial_version(version, partner):
    set_status(partner, Status.WITHDRAWN)
    publish_next(version, ChangeKind.EDITORIAL)
    announce_editorial()
    assert messages("editorial") == []


# -- reminders ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("due")
def test_reminders_go_14_7_and_2_days_before_the_date_and_weekly_after_each_once(live_until):
    planned = [day(6), day(13), day(18), day(27), day(34), day(41), day(48)]
    assert live_until(day(60)) == planned


@pytest.mark.usefixtures("asked")
def test_without_a_date_reminders_go_weekly_until_the_link_dies(live_until):
    assert live_until(day(60)) == [day(7), day(14), day(21), day(28), day(35), day(42)]


def test_no_reminder_goes_while_it_is_with_the_board_and_the_last_missed_one_goes_after(
    partner, due, live_until
):
    with change(partner.team):
        answers.keep_with_board(due, until=day(15), act=due.act_by_link(NOW))
    assert live_until(day(19)) == [day(16), day(18)]


def test_no_reminder_is_shown_as_planned_before_the_boards_day(partner, due, live_until):
    live_until(day(7))
    with change(partner.team):
        answers.keep_with_board(due, until=day(15), act=due.act_by_link(clock.now()))
    plan = overview.reminder_plan(due, day(7))
    assert [planned.day for planned in plan][:3] == [day(6), day(16), day(18)]
    assert [planned.message is not None for planned in plan][:3] == [True, False, False]


def test_who_signed_is_not_reminded(due, live_until):
    sign(due)
    assert live_until(day(60)) == []


def test_who_acknowledged_is_not_reminded(team, version, live_until):
    observer = add_partner(team, "Birch House", tier=Tier.OBSERVER)
    acknowledge(ask_one(version, observer))
    assert live_until(day(60)) == []


def test_a_link_sent_again_stands_for_the_reminders_before_it(partner, due, live_until, stopped_clock):
    stopped_clock.pass_by(days=13)
    with change(partner.team):
        signing_requests.resend(due, act=act_of(WHO_AND_WHEN["act"].by, NOW + dt.timedelta(days=13)))
    assert live_until(day(19)) == [day(18)]


def test_no_reminder_goes_before_nine_in_the_morning_of_the_team(due, stopped_clock):
    nine = dt.datetime(2026, 11, 30, 14, 0, tzinfo=dt.UTC)
    stopped_clock.move_to(nine - dt.timedelta(seconds=1))
    tasks.send_reminders()
    assert messages("reminder") == []
    stopped_clock.move_to(nine)
    tasks.send_reminders()
    assert len(messages("reminder")) == 1


def test_all_who_have_not_answered_are_reminded_at_once_and_once_a_day(team, version, events):
    asked = [add_partner(team, name) for name in ("Maple Clinic", "Birch House", "Cedar Care")]
    invite(version)
    with change(team):
        request = open_on(version, asked[0])[0]
        answers.keep_with_board(request, until=day(3), act=request.act_by_link(NOW))
    with events() as written, change(team):
        assert requests.remind_now(version, **WHO_AND_WHEN) == 2
    with change(team):
        assert requests.remind_now(version, **WHO_AND_WHEN) == 0
    assert written.tags == [CommitmentEvent.REQUEST_REMINDED] * 2


def test_the_plan_of_a_request_shows_each_reminder_and_the_message_it_became(due, live_until):
    live_until(day(7))
    plan = overview.reminder_plan(due, day(7))
    assert [planned.day for planned in plan][:3] == [day(6), day(13), day(18)]
    assert [planned.message is not None for planned in plan][:2] == [True, False]
    assert plan[0].message in outbox_queries.messages_about([("signing_request", due.id)])


def test_an_answered_request_shows_only_the_reminders_that_went(due, live_until):
    live_until(day(7))
    sign(due)
    assert [planned.day for planned in overview.reminder_plan(due, TODAY)] == [day(6)]
