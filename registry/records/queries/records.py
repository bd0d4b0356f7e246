"""Finds records by code, fingerprint or subject; what is owed; and the levels of files."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.files import storage
from registry.pdf.values import Level
from registry.records.models import Augmentation, Record, RecordOrder
from registry.records.rules import RecordKind, read_code


@dataclass(frozen=True)
class RecordFile:
    """One file of a record: the same signatures, with different proof of their time."""

    fingerprint: str
    size: int  #: in bytes
    level: Level
    made_at: dt.datetime


@dataclass(frozen=True)
class LevelStanding:
    """The level that the signatures of a record have reached, and whether another record corrects it."""

    #: From the first file to the newest.
    files: tuple[RecordFile, ...]
    #: The level still to be reached, and the result of the last attempt.
    owed: Augmentation | None
    #: The code of the latest record that corrects it; empty when none does.
    corrected_by: str = ""

    @property
    def newest(self) -> RecordFile:
        """The file at the highest level."""
        return self.files[-1]


def standing_of(record: Record) -> LevelStanding:
    """The files of a record, the level still owed to it, and what corrects it."""
    query = (
        sa.select(_correction(), Augmentation)
        .select_from(Record)
        .outerjoin(Augmentation, Augmentation.record_id == Record.id)
        .where(Record.id == record.id)
        .order_by(Augmentation.id)
    )
    found = db.session.execute(query).all()
    rows = [raised for _code, raised in found if raised is not None]
    first = RecordFile(record.fingerprint, record.size, Level(record.level_reached), record.made_at)
    return LevelStanding(
        files=(first, *(_file_of(row) for row in rows if row.made_at)),
        owed=next((row for row in rows if row.made_at is None), None),
        corrected_by=found[0][0] or "",
    )


def _correction() -> sa.ScalarSelect[str]:
    """SQL expression: the code of the latest record that corrects a record."""
    return (
        sa.select(RecordOrder.code)
        .where(RecordOrder.corrects == Record.code, RecordOrder.record_id.is_not(None))
        .order_by(RecordOrder.id.desc())
        .limit(1)
        .correlate(Record)
        .scalar_subquery()
    )


def newest_file(record: Record) -> RecordFile:
    """The file for downloads: the one at the highest level."""
    return standing_of(record).newest


def waiting(team_id: int | None) -> list[tuple[str, str]]:
    """The codes of a team's records whose level is still to be raised, each with its last problem.

    Without a team: those of the installation itself.
    """
    return [(code, problem) for code, problem in _waiting(team_id)]


def any_waiting(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: the level of a record of a team is still to be raised."""
    of_team = sa.select(Augmentation.id).join(Record, Record.id == Augmentation.record_id)
    return of_team.where(Record.team_id == team_id, Augmentation.made_at.is_(None)).exists()


@composed_once
def _waiting(team_id: int | None) -> sa.Select[Any, *tuple[Any, ...]]:
    return (
        sa.select(Record.code, Augmentation.problem)
        .join(Record, Record.id == Augmentation.record_id)
        .where(Record.team_id == team_id, Augmentation.made_at.is_(None))
        .order_by(Augmentation.id)
    )


def _file_of(raised: Augmentation) -> RecordFile:
    assert raised.fingerprint is not None
    assert raised.size is not None
    assert raised.level_reached is not None
    assert raised.made_at is not None
    return RecordFile(raised.fingerprint, raised.size, Level(raised.level_reached), raised.made_at)


def orders_about(*subjects: tuple[str, int]) -> list[RecordOrder]:
    """The records of one or several things, finished or ordered, in the order in which they were ordered."""
    return list(_about([f"{kind}:{id_}" for kind, id_ in subjects]).scalars())


@composed_once
def _about(subjects: Sequence[str]) -> sa.Select[RecordOrder]:
    query = sa.select(RecordOrder).where(RecordOrder.subject.in_(subjects))
    return _with_record(query).order_by(RecordOrder.id)


def order_about(order_id: int, *subjects: tuple[str, int]) -> RecordOrder:
    """One of the records of one or several things; raises `NotFound` when the order belongs to none of
    them.
    """
    found = next((order for order in orders_about(*subjects) if order.id == order_id), None)
    if found is None:
        raise NotFound(N_("There is no such record."))
    return found


def is_owed(code: str) -> bool:
    """Whether a code belongs to a record that is still being made."""
    read = read_code(code)
    query = sa.select(RecordOrder.id).where(RecordOrder.code == read, RecordOrder.record_id.is_(None))
    return read is not None and db.session.scalar(query) is not None


def missing(team_id: int | None) -> list[tuple[str, str]]:
    """The codes of a team's records that are owed but not made yet, each with its last problem.

    Without a team: those of the installation itself.
    """
    query = sa.select(RecordOrder.code, RecordOrder.problem).where(
        RecordOrder.team_id == team_id, RecordOrder.record_id.is_(None)
    )
    return [(code, problem) for code, problem in db.session.execute(query.order_by(RecordOrder.id))]


def _with_record(query: sa.Select[RecordOrder]) -> sa.Select[RecordOrder]:
    return query.options(joinedload(RecordOrder.record))


def find(code: str) -> Record | None:
    """The record with a code, however the code was typed."""
    read = read_code(code)
    return db.session.scalar(sa.select(Record).where(Record.code == read)) if read else None


def find_by_fingerprint(fingerprint: str) -> Record | None:
    """The record with a file of this fingerprint, either the file as first made or one of a higher level."""
    raised = sa.select(Augmentation.record_id).where(Augmentation.fingerprint == fingerprint)
    either = sa.or_(Record.fingerprint == fingerprint, Record.id.in_(raised))
    return db.session.scalar(sa.select(Record).where(either))


def newer_edition(record: Record) -> Record | None:
    """The newest edition of the same version and language, if this edition is older."""
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
    """A record's file at the highest level it has reached, checked against its fingerprint."""
    return storage.read_file(newest_file(record).fingerprint)
