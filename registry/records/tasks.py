"""Makes ordered records, and raises those whose level is not reached."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from registry import clock, settings
from registry.database import leases
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.files import storage
from registry.jobs.schedule import task
from registry.outbox.messages import NotReady
from registry.outbox.services import messages
from registry.pdf.values import Level
from registry.records import hooks, rules
from registry.records.messages import Watch
from registry.records.models import Augmentation, RecordOrder
from registry.records.queries import expiry
from registry.records.queries import records as record_queries
from registry.records.services import levels, orders, pool, records

LOG = logging.getLogger("registry")


@dataclass(frozen=True)
class _Owed:
    """An order whose record is being made, and what is stored with it."""

    id: int
    team_id: int | None
    facts: Mapping[str, Any]


@task(orders.ISSUE, every=60)
def issue_ordered() -> None:
    """Make every ordered record: a few in this process, many in several; safe to run twice at once.

    A record that embeds another one waits for it; waiting does not count as a failed attempt.
    """
    while True:
        waiting: list[int] = []
        children, count = pool.children_for(orders.count_untried(clock.now())), 0
        for owed, made in pool.make_papers(_drafts(waiting), children=children):
            with _problem_noted(owed.id):
                _keep(owed, made())
                count += 1
        if not waiting:
            return
        with unit_of_work():
            leases.release(RecordOrder, RecordOrder.id.in_(waiting))
        if not count:
            return


def _claim(claim: Callable[[dt.datetime], int | None]) -> int | None:
    with unit_of_work():
        return claim(clock.now())


@contextmanager
def _problem_noted(order_id: int) -> Iterator[None]:
    """Make one record outside any transaction; problems are stored, shown and retried later."""
    try:
        yield
    # Whatever error the renderer, the disk or the keys cause, the act is not affected.
    except Exception as error:
        db.session.rollback()
        LOG.exception("no record for order %s", order_id)
        with unit_of_work():
            orders.note_problem(db.session.get_one(RecordOrder, order_id), error, now=clock.now())


def _drafts(waiting: list[int]) -> Iterator[tuple[_Owed, rules.Draft]]:
    """Lease one order after another, each when work on the previous one has begun.

    Orders that must wait are noted.
    """
    while (order_id := _claim(orders.claim)) is not None:
        with _problem_noted(order_id):
            order = db.session.get_one(RecordOrder, order_id)
            try:
                draft, facts = hooks.draft_of(order)
            except NotReady:
                waiting.append(order_id)
                continue
            yield _Owed(order_id, order.team_id, facts), draft


def _keep(owed: _Owed, paper: rules.Paper) -> None:
    records.store(paper)
    with unit_of_work(owed.team_id, wake=(messages.SEND,)):
        order = db.session.get_one(RecordOrder, owed.id)
        record = records.keep(
            paper, team_id=owed.team_id, facts=owed.facts, confidential=order.confidential, now=clock.now()
        )
        order.record_id = record.id
        leases.note_done(order)
        messages.send_waiting(order.about)
        hooks.tell_kept(order, clock.now())


@task(levels.AUGMENT, every=60)
def augment_records() -> None:
    """Raise the level of every owed record, one at a time; safe to run twice at once.

    When the time-stamp authority does not answer, the run ends: all records depend on it.
    """
    while not levels.is_resting(clock.now()) and (owed_id := _claim(levels.claim)) is not None:
        try:
            _augment(owed_id)
        except Exception as error:  # whatever error the disk or the file causes, the record stays as it is
            db.session.rollback()
            LOG.exception("no higher level for augmentation %s", owed_id)
            _note_no_level(owed_id, f"{type(error).__name__}: {error}")


def _augment(owed_id: int) -> None:
    owed = db.session.get_one(Augmentation, owed_id)
    reached, content = record_queries.newest_file(owed.record).level, record_queries.content_of(owed.record)
    raised = levels.raise_level(content, reached, aim=Level(owed.level_aimed), now=clock.now())
    if raised.level is reached:
        _note_no_level(owed_id, raised.problem)
        return
    storage.store_file(raised.content)
    with unit_of_work(owed.record.team_id):
        owed = db.session.get_one(Augmentation, owed_id)
        levels.note_file(owed, raised.content, raised.level, problem=raised.problem, now=clock.now())


def _note_no_level(owed_id: int, problem: str) -> None:
    db.session.rollback()
    with unit_of_work():
        levels.note_problem(db.session.get_one(Augmentation, owed_id), problem, now=clock.now())


WATCH = "records.watch"

DAY = 24 * 60 * 60  # seconds


@task(WATCH, every=DAY)
def watch_keys() -> None:
    """Warn the administrator of expiring certificates; safe to run twice."""
    now = clock.now()
    findings = expiry.concerns(now)
    expiry.log(findings)
    to_address = settings.setting("REGISTRY_ADMIN_MAIL")
    if not findings or not to_address:
        return
    with unit_of_work(wake=(messages.SEND,)):
        Watch.post(to_address, now)
