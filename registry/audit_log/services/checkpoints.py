"""Seals the head of each chain once a day."""

import datetime as dt

from registry.audit.models import ChainHead
from registry.audit_log.models import Checkpoint
from registry.audit_log.queries.checkpoints import Trail, ended_on, is_due, latest, subject_of
from registry.database.session import db
from registry.records.rules import RecordKind
from registry.records.services import orders


def seal(trail: Trail, *, now: dt.datetime) -> Checkpoint | None:
    """Store the head of a chain and order its record; None when there is nothing new."""
    if not is_due(trail, now):
        return None
    head = db.session.get_one(ChainHead, trail.chain)
    last = latest(trail.team_id)
    order = orders.order_record(
        RecordKind.CHECKPOINT,
        subject=subject_of(trail.team_id),
        team_id=trail.team_id,
        language=trail.language,
        now=now,
    )
    checkpoint = Checkpoint(
        team_id=trail.team_id,
        day=ended_on(trail, now),
        events=head.seq,
        head=head.digest,
        previous_id=last.id if last else None,
        order_id=order.id,
        made_at=now,
    )
    db.session.add(checkpoint)
    db.session.flush()
    return checkpoint
