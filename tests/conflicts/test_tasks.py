"""Reminders of the term: each once, to those who handle the case and its parties, never to the recused."""

import datetime as dt

import pytest

from registry import clock
from registry.audit.hooks import TrailReader
from registry.committees.queries.committees import seats_held
from registry.committees.services import seats
from registry.conflicts.tasks import REMIND
from registry.database.transactions import unit_of_work
from registry.jobs import runner, troubles
from registry.jobs.troubles import Due
from registry.pages.queries import stuck_tasks
from registry.security.permissions import Role
from tests.conflicts.builders import TODAY, at_steering, close, extend_to, raise_one, recuse, say, sight, told
from tests.factories import BY_AND_WHEN, NOW, make_coordinator


def names(template="reminder"):
    """Who was written to."""
    return sorted(message.to_name for message in told(template))


@pytest.fixture
def remind(app):
    """Does what the worker does about reminders."""
    return lambda: runner.run("conflicts.remind")


def test_all_who_handle_a_case_and_its_parties_are_reminded_thirty_days_before(cast, stopped_clock, remind):
    at_steering(cast)
    stopped_clock.pass_by(days=15)
    remind()
    assert names() == ["Chai Cho", "Cora Cole", "Max May", "Rae Roy", "Ria Ross", "Sol Sato"]


def test_a_reminder_goes_once_however_often_the_worker_looks(cast, stopped_clock, remind):
    at_steering(cast)
    stopped_clock.pass_by(days=15)
    remind()
    stopped_clock.pass_by(days=1)
    remind()
    assert len(names()) == 6


def test_nothing_goes_before_nine_in_the_morning(cast, stopped_clock, remind):
    at_steering(cast)
    stopped_clock.move_to(dt.datetime(2026, 12, 9, 13, 59, tzinfo=dt.UTC))  # 8.59 in Toronto
    remind()
    assert names() == []


def test_six_reminders_come_to_each_through_a_term(cast, stopped_clock, remind):
    at_steering(cast)
    [(stopped_clock.pass_by(days=1), remind()) for _day in range(45)]
    assert names().count("Chai Cho") == 6


def test_after_the_last_day_coordinators_and_chair_are_told_daily(cast, stopped_clock, remind):
    at_steering(cast, raised_on=TODAY - dt.timedelta(days=45))
    [(stopped_clock.pass_by(days=1), remind(), remind()) for _day in range(2)]
    assert names("overdue") == ["Chai Cho", "Chai Cho", "Cora Cole", "Cora Cole"]


def test_a_recused_member_hears_nothing_as_committee(cast, stopped_clock, remind):
    case = at_steering(cast)
    recuse(case, cast.member)
    recuse(case, cast.chair)
    stopped_clock.pass_by(days=15)
    remind()
    assert not {"Sol Sato", "Chai Cho"} & set(names())


def test_a_message_waiting_for_a_recused_member_does_not_leave(cast, mailbox, work):
    case = at_steering(cast)
    recuse(case, cast.member)
    work()
    assert mailbox.to(cast.member.email) == []


def test_an_extension_agreed_shortly_before_the_new_day_brings_no_past_reminders(cast, stopped_clock, remind):
    case = at_steering(cast, raised_on=TODAY - dt.timedelta(days=50))
    proposal = extend_to(case, cast.chair, TODAY + dt.timedelta(days=5))
    say(proposal, cast.for_riverside, party=0)
    say(proposal, cast.for_maple, party=1)
    remind()
    assert names() == []
    stopped_clock.pass_by(days=2)
    remind()
    assert len(names()) == 6


def test_a_closed_case_is_not_reminded_of(cast, stopped_clock, remind):
    close(raise_one(cast), cast.coordinator)
    stopped_clock.pass_by(days=60)
    remind()
    assert names() + names("overdue") == []


def test_a_message_says_nothing_of_the_matter(cast, mailbox, work):
    raise_one(cast)
    work()
    text = mailbox.last(cast.for_maple.email).as_string()
    assert "calendar" not in text
    assert "Riverside" not in text


def test_every_message_about_a_case_is_confidential(cast):
    raise_one(cast)
    assert {message.confidential for message in told()} == {True}


def test_who_sees_a_case_today_may_not_tomorrow(cast):
    case = at_steering(cast)
    [seat] = seats_held(cast.member.id, cast.team.id, TODAY)
    with unit_of_work(cast.team.id):
        seats.end_term(seat.term, on=TODAY + dt.timedelta(days=1), reason="Moved", **BY_AND_WHEN)
    assert sight(case, cast.member, TODAY).handles
    assert not sight(case, cast.member, TODAY + dt.timedelta(days=1)).may_know
    assert clock.now() == NOW


def test_who_takes_no_part_in_a_case_is_not_told_that_a_task_fails_at_it(cast):
    case = raise_one(cast)
    with unit_of_work():
        apart = make_coordinator(cast.team)
    recuse(case, apart)
    row = Due(case.id, f"conflict_case:{case.id}", cast.team.id)
    troubles.each(REMIND, [row], lambda _row: 1 / 0)

    def shown_to(user):
        reader = TrailReader(user.id, cast.team.id, Role.COORDINATOR, TODAY)
        return [one.subject for one in stuck_tasks.shown_to(reader)]

    assert shown_to(cast.coordinator) == [row.subject]
    assert shown_to(apart) == []
