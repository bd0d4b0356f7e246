"""Stores finished records."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.audit.services import events
from registry.database import acts
from registry.database.session import db
from registry.files import storage
from registry.files.fingerprints import fingerprint_of
from registry.records.models import Record
from registry.records.rules import Paper, RecordEvent
from registry.records.services import levels
from registry.security import actors


def store(paper: Paper) -> str:
    """Store a finished file on disk, before the database refers to it; returns its fingerprint."""
    return storage.store_file(paper.content)


def keep(
    paper: Paper,
    *,
    team_id: int | None,
    facts: Mapping[str, Any],
    confidential: bool = False,
    now: dt.datetime,
) -> Record:
    """Add a stored file as a record. Called twice for one code, it returns the first record."""
    draft = paper.draft
    known: Record | None = db.session.scalar(sa.select(Record).where(Record.code == draft.code))
    if known is not None:
        return known
    record = Record(
        code=draft.code,
        team_id=team_id,
        kind=draft.kind.value,
        language=draft.language,
        title=draft.title[:300],
        fingerprint=fingerprint_of(paper.content),
        size=len(paper.content),
        pages=paper.pages,
        level_aimed=paper.level_aimed.value,
        level_reached=paper.level_reached.value,
        serials=paper.serials,
        facts=dict(facts),
        confidential=confidential,
        made_at=now,
    )
    db.session.add(record)
    db.session.flush()
    if paper.level_reached is not paper.level_aimed:
        levels.owe(record, paper.level_aimed, failed=paper.level_problem, now=now)
    events.record(
        RecordEvent.ISSUED,
        record,
        acts.act_at(actors.REGISTRY, now),
        code=record.code,
        fingerprint=record.fingerprint,
        kind=record.kind,
    )
    return record
