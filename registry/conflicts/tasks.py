"""Reminders of deadlines, found by a query; each is sent once, however often the task runs."""

import datetime as dt

from registry import clock
from registry.conflicts import messages
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import cases
from registry.conflicts.rules.terms import reminder_due
from registry.database.acts import act_at
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox.rules.messages import may_remind
from registry.outbox.services import messages as outbox_messages
from registry.security import actors

REMIND = "conflicts.remind"


@task(REMIND, every=600, not_done=N_("Reminders of a case cannot be sent"))
def send_reminders() -> None:
    """Post the reminders due today, from nine in the morning in each team's time zone."""
    troubles.each(REMIND, cases.all_open_cases(), _remind_of)


def _remind_of(row: troubles.Due) -> None:
    assert row.team_id is not None
    with unit_of_work(row.team_id, wake=(outbox_messages.SEND,)):
        _remind(cases.case_of(row.team_id, row.id), clock.now())


def _remind(case: Case, now: dt.datetime) -> None:
    zone, term = case.team.timezone, case.term
    act = act_at(actors.REGISTRY, now, zone)
    standing = term.standing(act.on)
    if not case.is_open or standing is None or not may_remind(now, zone):
        return
    if standing.is_over:
        messages.Overdue.post(term, act)
        return
    before = reminder_due(standing.due_on, set_on=term.due_set_on or standing.began_on, on=act.on)
    if before is not None:
        messages.Reminder.post(term, before, act)
