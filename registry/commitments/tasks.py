"""Work that is owed: records to make, editions to gather, reminders to send, editorial changes to tell.

Each task finds its work by a query and is safe to repeat: what a crash left is found by the next sweep.
"""

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from registry import clock
from registry.commitments import messages
from registry.commitments import record as commitment_record
from registry.commitments.models import Commitment, Edition, SigningRequest
from registry.commitments.queries import requests
from registry.commitments.rules.requests import due_reminder, reminder_days
from registry.commitments.services import editions, owed
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.jobs import troubles
from registry.jobs.schedule import task
from registry.outbox.rules.messages import may_remind
from registry.outbox.services import messages as outbox_messages
from registry.partners.models.people import Signatory
from registry.records import rules as record_rules
from registry.records.queries import causes
from registry.records.services import drafts, pool, records

LOG = logging.getLogger("registry")

ISSUE_RECORDS = "commitments.issue_records"
ISSUE_EDITIONS = "commitments.issue_editions"
REMIND = "commitments.remind"
ANNOUNCE = "commitments.announce"


@task(ISSUE_RECORDS, every=60)
def issue_records() -> None:
    """Make the record of every signature that has none: a few here, many by several processes."""
    children = pool.children_for(owed.count_untried_commitments(clock.now()))
    for owed_record, made in pool.make_papers(_commitment_drafts(), children=children):
        with _problem_noted(Commitment, owed_record.id):
            _keep_record_of_commitment(owed_record, made())


@task(ISSUE_EDITIONS, every=60)
def issue_editions() -> None:
    """Make every edition that was asked for and whose records are all there."""
    while (edition_id := _claim(owed.claim_edition)) is not None:
        with _problem_noted(Edition, edition_id):
            _record_of_edition(edition_id)


@task(REMIND, every=600)
def send_reminders() -> None:
    """Post the reminders that are due today, from nine in the morning in the team's zone."""
    now = clock.now()
    troubles.each(REMIND, requests.requests_to_remind(now), lambda row: _remind_of(row.id, now))


@task(ANNOUNCE, every=300)
def announce_editorial() -> None:
    """Tell the partners whose signature carries over to a new editorial version."""
    done = cache(lambda version_id: owed.done_on(version_id, clock.now()))
    troubles.each(ANNOUNCE, owed.editorial_notices(), lambda notice: _announce(notice, done))


def _claim(claim: Callable[[dt.datetime], int | None]) -> int | None:
    with unit_of_work():
        return claim(clock.now())


@dataclass(frozen=True)
class _Owed:
    """A signature whose record is being made, and what is kept with it."""

    id: int
    facts: commitment_record.Facts
    team_id: int


@contextmanager
def _problem_noted(model: type[Commitment] | type[Edition], identity: int) -> Iterator[None]:
    """Make one record outside any transaction; what goes wrong is noted, shown and tried again later."""
    try:
        yield
    except Exception as error:  # whatever the renderer, the disk or the keys do, the signature stays
        db.session.rollback()
        LOG.exception("no record for %s %s", model.__tablename__, identity)
        with unit_of_work():
            thing: Any = db.session.get_one(model, identity)
            owed.note_problem(thing, error, now=clock.now())


def _commitment_drafts() -> Iterator[tuple[_Owed, record_rules.Draft]]:
    """Claim one signature after the other, each when the one before is on its way."""
    while (commitment_id := _claim(owed.claim_commitment)) is not None:
        with _problem_noted(Commitment, commitment_id):
            commitment = db.session.get_one(Commitment, commitment_id)
            draft, facts, team_id = commitment_record.commitment_draft(commitment)
            yield _Owed(commitment_id, facts, team_id), draft


def _keep_record_of_commitment(owed_record: _Owed, paper: record_rules.Paper) -> None:
    records.store(paper)
    team_id = owed_record.team_id
    with unit_of_work(team_id, wake=(outbox_messages.SEND, ISSUE_EDITIONS)):
        commitment = db.session.get_one(Commitment, owed_record.id)
        record = records.keep(paper, team_id=team_id, facts=owed_record.facts, now=clock.now())
        commitment.record_id, commitment.record_leased_until, commitment.record_problem = record.id, None, ""
        if commitment.record_attempts >= causes.TRIES_WAITED_FOR:
            editions.gather_again(commitment, now=clock.now())
        if commitment.signatory_id is not None:
            signatory = db.session.get_one(Signatory, commitment.signatory_id)
            messages.post_record(commitment, signatory, now=clock.now())


def _record_of_edition(edition_id: int) -> None:
    draft, facts, team_id = commitment_record.edition_draft(db.session.get_one(Edition, edition_id))
    paper = drafts.make_paper(draft, now=clock.now())
    records.store(paper)
    with unit_of_work(team_id):
        edition = db.session.get_one(Edition, edition_id)
        record = records.keep(paper, team_id=team_id, facts=facts, now=clock.now())
        edition.record_id, edition.record_leased_until, edition.record_problem = record.id, None, ""


def _announce(notice: owed.Notice, done: Callable[[int], Collection[int]]) -> None:
    """Tell one partner, where it is current on the version by its former signature."""
    if notice.partner_id in done(notice.version_id):
        with unit_of_work(wake=(outbox_messages.SEND,)):
            version = db.session.get_one(Version, notice.version_id)
            messages.post_editorial(version, db.session.get_one(Signatory, notice.id), now=clock.now())


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
    invited = messages.last_invited_at(request)
    if day and (invited is None or clock.local_date(invited, zone) < day):
        messages.post_reminder(request, day=day, now=now)
