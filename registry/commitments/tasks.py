"""Owed work: records to send, reminders, notices of editorial versions.

Each task finds its work by a query and is safe to repeat; the next run finds what a crash left undone.
"""

import datetime as dt
from collections.abc import Callable, Collection
from functools import cache

from registry import clock
from registry.commitments import messages
from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.queries import notices as notice_queries
from registry.commitments.queries import requests
from registry.commitments.record import TRIES_WAITED_FOR
from registry.commitments.rules.requests import due_reminder, reminder_days
from registry.commitments.services import editions, notices
from registry.database.acts import act_at
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox.rules.messages import may_remind
from registry.outbox.services import messages as outbox_messages
from registry.partners.models.people import Signatory
from registry.records.hooks import when_kept
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind
from registry.records.tasks import issue_ordered
from registry.security import actors
from registry.signing.messages import last_sent_at

#: Names of former tasks, which a queue from before an upgrade may still contain.
ISSUE_OF_BEFORE = ("commitments.issue_records", "commitments.issue_editions")
REMIND = "commitments.remind"
ANNOUNCE = "commitments.announce"

DAY = 24 * 60 * 60  # seconds


@when_kept(RecordKind.COMMITMENT)
def pass_on_record(order: RecordOrder, now: dt.datetime) -> None:
    """Send the signatory their record, and request again the editions that were made without it."""
    commitment = db.session.get_one(Commitment, order.about[1])
    if order.attempts >= TRIES_WAITED_FOR:
        editions.gather_again(commitment, act=act_at(actors.REGISTRY, now, commitment.partner.team.timezone))
    if commitment.signatory_id is not None:
        signatory = db.session.get_one(Signatory, commitment.signatory_id)
        messages.Record.post(commitment, signatory, now)


for _name in ISSUE_OF_BEFORE:
    task(_name, every=DAY)(issue_ordered)


@task(REMIND, every=600, not_done=N_("Reminders of a request to sign cannot be sent"))
def send_reminders() -> None:
    """Post the reminders due today, from nine in the morning in the team's time zone."""
    now = clock.now()
    troubles.each(REMIND, requests.requests_to_remind(now), lambda row: _remind_of(row.id, now))


@task(ANNOUNCE, every=300, not_done=N_("A partner cannot be told of an editorial version"))
def announce_editorial() -> None:
    """Tell partners whose signature carries over to a new editorial version."""
    done = cache(lambda version_id: notice_queries.done_on(version_id, clock.now()))
    troubles.each(ANNOUNCE, notice_queries.editorial_notices(), lambda notice: _announce(notice, done))


def _announce(notice: notice_queries.Notice, done: Callable[[int], Collection[int]]) -> None:
    """Tell one partner, if its earlier signature makes it current on the version."""
    if notice.partner_id in done(notice.version_id):
        with unit_of_work(wake=(outbox_messages.SEND,)):
            notices.tell(notice, at=clock.now())


def _remind_of(request_id: int, now: dt.datetime) -> None:
    with unit_of_work(wake=()):
        _remind(db.session.get_one(SigningRequest, request_id), now)


def _remind(request: SigningRequest, now: dt.datetime) -> None:
    zone = request.partner.team.timezone
    if not may_remind(now, zone):
        return
    on = clock.local_date(now, zone)
    days = reminder_days(
        asked_on=clock.local_date(request.asked_at, zone),
        due_on=request.due_on,
        expires_on=clock.local_date(request.expires_at, zone),
        board_until=request.board_until,
    )
    day = due_reminder(days, on, request.board_until)
    invited = last_sent_at(request)
    if day and (invited is None or clock.local_date(invited, zone) < day):
        messages.Reminder.post(request, day, now)
