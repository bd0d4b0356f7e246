"""Compares sealed checkpoints with the database: a person who rewrites the database cannot forge the
seals.
"""

import datetime as dt
import io

import pikepdf
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.audit.rules.check import CHANGED, Break
from registry.audit.rules.hash_chain import chain_of
from registry.audit_log.models import Checkpoint
from registry.database.session import db
from registry.errors import RegistryError
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.verification.queries import verdicts


def broken_records(now: dt.datetime) -> list[Break]:
    """A break for each chain whose latest sealed checkpoint has a file that states another head or lacks our
    seal. The latest checkpoint covers all events before it; verifying one file takes about a second.
    """
    return [broken for checkpoint in _latest_made() if (broken := _held_against(checkpoint, now)) is not None]


def _latest_made() -> list[Checkpoint]:
    """The latest checkpoint of each chain with a finished record."""
    made = (
        sa.select(sa.func.max(Checkpoint.id))
        .join(RecordOrder, RecordOrder.id == Checkpoint.order_id)
        .where(RecordOrder.record_id.is_not(None))
        .group_by(Checkpoint.team_id)
    )
    query = sa.select(Checkpoint).where(Checkpoint.id.in_(made)).order_by(Checkpoint.team_id)
    whole = query.options(joinedload(Checkpoint.order).joinedload(RecordOrder.record))
    return list(db.session.scalars(whole))


def _held_against(checkpoint: Checkpoint, now: dt.datetime) -> Break | None:
    assert checkpoint.order.record is not None
    code, chain = checkpoint.order.code, chain_of(checkpoint.team_id)
    try:
        content = records.content_of(checkpoint.order.record)
    except (OSError, RegistryError) as error:
        return Break(
            chain, checkpoint.events, CHANGED, f"its checkpoint, record {code}, cannot be read: {error}"
        )
    if not verdicts.verify(content, now=now).is_genuine:
        return Break(
            chain, checkpoint.events, CHANGED, f"its checkpoint, record {code}, does not bear our seal"
        )
    head = _head_in(content)
    if head != checkpoint.head:
        return Break(
            chain, checkpoint.events, CHANGED, f"its sealed checkpoint, record {code}, has the head {head}"
        )
    return None


def _head_in(content: bytes) -> str:
    """The machine-readable head in a sealed checkpoint."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return str(pdf.docinfo.get("/Keywords", ""))
