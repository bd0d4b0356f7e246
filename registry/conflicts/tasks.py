"""Reminders of the term of cases. What is due, a query tells; each is sent once, however often this runs."""

import datetime as dt

from registry import clock
from registry.conflicts import composers, evidence, letters, queries
from registry.conflicts.models import Case
from registry.conflicts.terms import reminder_due
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox import services as outbox
from registry.outbox.rules import may_remind
from registry.transactions import unit_of_work

__all__ = ["composers", "evidence", "send_reminders"]

REMIND = "conflicts.remind"


@task(REMIND, every=600)
def send_reminders() -> None:
    """Post what is due today, from nine in the morning in each team's zone."""
    troubles.each(REMIND, queries.all_open_cases(), _remind_of)


def _remind_of(row: troubles.Due) -> None:
    assert row.team_id is not None
    with unit_of_work(row.team_id, wake=(outbox.SEND,)):
        _remind(queries.case_of(row.team_id, row.id), clock.now())


def _remind(case: Case, now: dt.datetime) -> None:
    zone = case.team.timezone
    on = clock.local_date(now, zone)
    standing, term = case.term.standing(on), case.term
    if not case.is_open or standing is None or not may_remind(now, zone):
        return
    if standing.is_over:
        letters.tell_overdue(term, on=on, now=now)
        return
    before = reminder_due(standing.due_on, set_on=term.due_set_on or standing.began_on, on=on)
    if before is not None:
        letters.remind(term, before, on=on, now=now)
