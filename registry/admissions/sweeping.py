"""Removing applications that were never confirmed: nothing of them is kept but that there was one."""

import datetime as dt

from registry.admissions import queries, trail
from registry.admissions.rules import Step, unconfirmed_before
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.extensions import db
from registry.outbox import services as outbox


def remove_unconfirmed(admission_id: int, *, now: dt.datetime) -> None:
    """Remove one, with its answers and messages, unless it was confirmed meanwhile."""
    admission = queries.admission(admission_id)
    if admission is None or admission.is_at is not Step.UNCONFIRMED:
        return
    if admission.opened_at >= unconfirmed_before(now):
        return
    subject, team_id = trail.subject_of(admission), admission.team_id
    outbox.cancel_about(subject)
    db.session.delete(admission)
    audit.record(Tag.ADMISSION_SWEPT, team_id=team_id, actor=audit.REGISTRY, at=now, subject=subject)
