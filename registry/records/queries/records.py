"""Finding records: by code, by fingerprint, about a thing; what is owed, and at which level a file is."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.database.session import db
from registry.errors import N_, NotFound
from registry.files import storage
from registry.pdf.values import Level
from registry.records.models import Augmentation, Record, RecordOrder
from registry.records.rules import RecordKind, read_code


@dataclass(frozen=True)
class RecordFile:
    """One file of a record: the same signatures, and what proves when they were made."""

    fingerprint: str
    size: int  #: in bytes
    level: Level
    made_at: dt.datetime


@dataclass(frozen=True)
class LevelStanding:
    """What the signatures of a record have reached."""

    #: From the first to the newest.
    files: tuple[RecordFile, ...]
    #: What is still to be reached, and how the last try went.
    owed: Augmentation | None

    @property
    def newest(self) -> RecordFile:
        """The file at the highest level."""
        return self.files[-1]


def standing_of(record: Record) -> LevelStanding:
    """The files of a record, and what is still owed to it."""
    query = sa.select(Augmentation).where(Augmentation.record_id == record.id).order_by(Augmentation.id)
    rows = list(db.session.scalars(query))
    first = RecordFile(record.fingerprint, record.size, Level(record.level_reached), record.made_at)
    return LevelStanding(
        files=(first, *(_file_of(one) for one in rows if one.made_at)),
        owed=next((one for one in rows if one.made_at is None), None),
    )


def newest_file(record: Record) -> RecordFile:
    """The file that is given out: the one at the highest level."""
    return standing_of(record).newest


def waiting(team_id: int | None) -> list[tuple[str, str]]:
    """The codes of records whose level is still to be reached, each with what last went wrong.

    Of a team; of the installation itself where none is given.
    """
    query = (
        sa.select(Record.code, Augmentation.problem)
        .join(Record, Record.id == Augmentation.record_id)
        .where(Record.team_id == team_id, Augmentation.made_at.is_(None))
        .order_by(Augmentation.id)
    )
    return [(code, problem) for code, problem in db.session.execute(query)]


def _file_of(raised: Augmentation) -> RecordFile:
    assert raised.fingerprint is not None
    assert raised.size is not None
    assert raised.level_reached is not None
    assert raised.made_at is not None
    return RecordFile(raised.fingerprint, raised.size, Level(raised.level_reached), raised.made_at)


def orders_about(*subjects: tuple[str, int]) -> list[RecordOrder]:
    """The records of a thing or of some, made or owed, in the order in which they were asked for."""
    query = sa.select(RecordOrder).where(RecordOrder.subject.in_(f"{kind}:{id_}" for kind, id_ in subjects))
    return list(db.session.scalars(_with_record(query).order_by(RecordOrder.id)))


def order_about(order_id: int, *subjects: tuple[str, int]) -> RecordOrder:
    """One of the records of a thing or of some; `NotFound` where it is none of them."""
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
    """The codes of records that are owed and not made yet, each with what last went wrong.

    Of a team; of the installation itself where none is given.
    """
    query = sa.select(RecordOrder.code, RecordOrder.problem).where(
        RecordOrder.team_id == team_id, RecordOrder.record_id.is_(None)
    )
    return [(code, problem) for code, problem in db.session.execute(query.order_by(RecordOrder.id))]


def _with_record(query: sa.Select[RecordOrder]) -> sa.Select[RecordOrder]:
    return query.options(joinedload(RecordOrder.record))


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
    return storage.read_file(newest_file(record).fingerprint)
