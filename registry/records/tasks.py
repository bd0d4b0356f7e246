"""Making the records that are ordered, and raising those whose level is still to be reached."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import current_app

from registry import clock
from registry.extensions import db
from registry.jobs.schedule import task
from registry.outbox import services as outbox
from registry.outbox.composing import NotReady
from registry.records import augmentations, bindery, levels, orders, papers, services, storage
from registry.records.models import Augmentation, RecordOrder
from registry.records.rules import Level
from registry.transactions import unit_of_work


@dataclass(frozen=True)
class _Owed:
    """An order whose record is being made, and what is kept with it."""

    id: int
    facts: Mapping[str, Any]


@task(orders.ISSUE, every=60)
def issue_ordered() -> None:
    """Make every record that is owed: a few here, many by several processes; safe to run twice at once.

    One that carries another inside waits until that is made, and has another turn then.
    """
    while True:
        waiting: dict[int, NotReady] = {}
        children, count = bindery.children_for(orders.count_untried(clock.now())), 0
        for owed, made in bindery.make_papers(_drafts(waiting), children=children):
            with _problem_noted(owed.id):
                _keep(owed, made())
                count += 1
        if not waiting:
            return
        if not count:
            _note_waiting(waiting)
            return
        with unit_of_work():
            orders.release(list(waiting))


def _note_waiting(waiting: Mapping[int, NotReady]) -> None:
    for order_id, error in waiting.items():
        with _problem_noted(order_id):
            raise error


def _claim(claim: Callable[[dt.datetime], int | None]) -> int | None:
    with unit_of_work():
        return claim(clock.now())


@contextmanager
def _problem_noted(order_id: int) -> Iterator[None]:
    """Make one record outside any transaction; what goes wrong is noted, shown and tried again later."""
    try:
        yield
    except Exception as error:  # whatever the renderer, the disk or the keys do, the act stays
        db.session.rollback()
        current_app.logger.exception("no record for order %s", order_id)
        with unit_of_work():
            orders.note_problem(db.session.get_one(RecordOrder, order_id), error, now=clock.now())


def _drafts(waiting: dict[int, NotReady]) -> Iterator[tuple[_Owed, papers.Draft]]:
    """Claim one order after the other, each when the one before is on its way; note those that wait."""
    while (order_id := _claim(orders.claim)) is not None:
        with _problem_noted(order_id):
            try:
                draft, facts = orders.draft_of(db.session.get_one(RecordOrder, order_id))
            except NotReady as error:
                waiting[order_id] = error
                continue
            yield _Owed(order_id, facts), draft


def _keep(owed: _Owed, paper: papers.Paper) -> None:
    services.store(paper)
    team_id = db.session.get_one(RecordOrder, owed.id).team_id
    with unit_of_work(team_id, wake=(outbox.SEND,)):
        order = db.session.get_one(RecordOrder, owed.id)
        record = services.keep(
            paper, team_id=team_id, facts=owed.facts, confidential=order.confidential, now=clock.now()
        )
        order.record_id, order.leased_until, order.problem = record.id, None, ""
        kind, _, identity = order.subject.partition(":")
        outbox.send_waiting((kind, int(identity)))


@task(augmentations.AUGMENT, every=60)
def augment_records() -> None:
    """Raise every record that is owed a higher level, one claim at a time; safe to run twice at once.

    A time-stamp authority that does not answer ends the sweep: it is the same for all of them.
    """
    while not levels.is_resting(clock.now()) and (owed_id := _claim(augmentations.claim)) is not None:
        try:
            _augment(owed_id)
        except Exception as error:  # whatever the disk or the file does, the record stays as it is
            db.session.rollback()
            current_app.logger.exception("no higher level for augmentation %s", owed_id)
            _note_no_level(owed_id, f"{type(error).__name__}: {error}")


def _augment(owed_id: int) -> None:
    owed = db.session.get_one(Augmentation, owed_id)
    reached, content = augmentations.newest_file(owed.record).level, services.content_of(owed.record)
    raised = levels.raise_level(content, reached, aim=Level(owed.level_aimed), now=clock.now())
    if raised.level is reached:
        _note_no_level(owed_id, raised.problem)
        return
    storage.store_file(raised.content)
    with unit_of_work(owed.record.team_id):
        owed = db.session.get_one(Augmentation, owed_id)
        augmentations.note_file(owed, raised.content, raised.level, problem=raised.problem, now=clock.now())


def _note_no_level(owed_id: int, problem: str) -> None:
    db.session.rollback()
    with unit_of_work():
        augmentations.note_problem(db.session.get_one(Augmentation, owed_id), problem, now=clock.now())
