"""Keeping finished records, finding them, giving them out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.extensions import db
from registry.records import augmentations, storage
from registry.records.models import Augmentation, Record
from registry.records.papers import Paper
from registry.records.rules import RecordKind, fingerprint_of, read_code


def store(paper: Paper) -> str:
    """Put a finished file on the disk before the database is told of it; returns its fingerprint."""
    return storage.store_file(paper.content)


def keep(
    paper: Paper,
    *,
    team_id: int | None,
    facts: Mapping[str, Any],
    confidential: bool = False,
    now: dt.datetime,
) -> Record:
    """Note a stored file as a record. Asked twice for one code, it gives the first."""
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
        augmentations.owe(record, paper.level_aimed, problem=paper.level_problem, now=now)
    audit.record(
        Tag.RECORD_ISSUED,
        team_id=team_id,
        actor=audit.REGISTRY,
        at=now,
        subject=("record", record.id),
        details={"code": record.code, "fingerprint": record.fingerprint, "kind": record.kind},
    )
    return record


def find(code: str) -> Record | None:
    """The record of a code, in whatever way it was typed."""
    read = read_code(code)
    return db.session.scalar(sa.select(Record).where(Record.code == read)) if read else None


def find_by_fingerprint(fingerprint: str) -> Record | None:
    """The record whose file has these bytes, as it was first made or as it was raised since."""
    raised = sa.select(Augmentation.record_id).where(Augmentation.fingerprint == fingerprint)
    either = sa.or_(Record.fingerprint == fingerprint, Record.id.in_(raised))
    return db.session.scalar(sa.select(Record).where(either))


def newer_edition(record: Record) -> Record | None:
    """The newest edition of the same version in the same language, where this is an older one."""
    if record.kind != RecordKind.EDITION:
        return None
    query = (
        sa.select(Record)
        .where(Record.team_id == record.team_id, Record.kind == record.kind)
        .where(Record.language == record.language, Record.facts["edition"].as_integer() > _edition(record))
        .where(Record.facts["fingerprint"].as_string() == record.facts.get("fingerprint", ""))
        .order_by(Record.facts["edition"].as_integer().desc())
        .limit(1)
    )
    return db.session.scalar(query)


def _edition(record: Record) -> int:
    return int(record.facts.get("edition", 0))


def content_of(record: Record) -> bytes:
    """The file of a record at the highest level it has reached, checked against its fingerprint."""
    return storage.read_file(augmentations.newest_file(record).fingerprint)
