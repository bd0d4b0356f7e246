"""Which records the audit log hides from whom: confidential ones follow what they were ordered for."""

import sqlalchemy as sa

from registry.audit import hooks as audit_hooks
from registry.audit.hooks import SubjectColumn, TrailReader
from registry.audit.models import named
from registry.records import hooks
from registry.records.models import Record, RecordOrder


@audit_hooks.hides
def is_confidential_to(reader: TrailReader, subject: SubjectColumn) -> sa.ColumnElement[bool]:
    """Whether what happened to a record is hidden from a reader."""
    known = sa.select(RecordOrder.id).where(
        RecordOrder.record_id == Record.id,
        RecordOrder.team_id == reader.team_id,
        hooks.is_known(reader),
    )
    unknown = sa.select(named("record", Record.id)).where(
        Record.team_id == reader.team_id, Record.confidential, ~known.correlate(Record).exists()
    )
    return subject.in_(unknown)
