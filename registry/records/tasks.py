"""Making the records that are ordered."""

from flask import current_app

from registry import clock
from registry.extensions import db
from registry.jobs.schedule import task
from registry.outbox import services as outbox
from registry.records import orders, papers, services
from registry.records.models import RecordOrder
from registry.transactions import unit_of_work


@task(orders.ISSUE, every=60)
def issue_ordered() -> None:
    """Make every record that is owed, one claim at a time; safe to run twice at once."""
    while (order_id := _claim()) is not None:
        _make(order_id)


def _claim() -> int | None:
    with unit_of_work():
        return orders.claim(clock.now())


def _make(order_id: int) -> None:
    """Make one record outside any transaction; what goes wrong is noted, shown and tried again later."""
    try:
        _issue(order_id)
    except Exception as error:  # whatever the renderer, the disk or the keys do, the act stays
        db.session.rollback()
        current_app.logger.exception("no record for order %s", order_id)
        with unit_of_work():
            orders.note_problem(db.session.get_one(RecordOrder, order_id), error, now=clock.now())


def _issue(order_id: int) -> None:
    order = db.session.get_one(RecordOrder, order_id)
    draft, facts = orders.draft_of(order)
    paper = papers.make_paper(draft, now=clock.now())
    services.store(paper)
    with unit_of_work(order.team_id, wake=(outbox.SEND,)):
        order = db.session.get_one(RecordOrder, order_id)
        record = services.keep(
            paper, team_id=order.team_id, facts=facts, confidential=order.confidential, now=clock.now()
        )
        order.record_id, order.leased_until, order.problem = record.id, None, ""
        kind, _, identity = order.subject.partition(":")
        outbox.send_waiting((kind, int(identity)))
