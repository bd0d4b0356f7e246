"""Records whose level is still to be raised: owed from their making on, tried until it is reached."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.extensions import db
from registry.records.models import Augmentation, Record
from registry.records.rules import Level, fingerprint_of

#: The task that raises what is owed.
AUGMENT = "records.augment"
#: How long one worker may hold one before another tries it.
LEASE = dt.timedelta(minutes=10)
#: Waiting time after each failed try; the last one repeats.
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
#: Letters kept of what went wrong.
MOST_LETTERS = 500


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


def owe(record: Record, aim: Level, *, problem: str, now: dt.datetime, attempts: int = 1) -> Augmentation:
    """Owe a record the level that its signatures have not reached."""
    owed = Augmentation(
        record_id=record.id,
        level_aimed=aim.value,
        asked_at=now,
        attempts=attempts,
        problem=problem[:MOST_LETTERS],
        leased_until=now + RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1] if attempts else None,
    )
    db.session.add(owed)
    db.session.flush()
    return owed


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


def owe_all(aim: Level, *, now: dt.datetime) -> int:
    """Owe the level aimed at now to every record below it that is not owed one; says to how many."""
    owed = sa.select(Augmentation.record_id).where(Augmentation.made_at.is_(None))
    count = 0
    for record in db.session.scalars(sa.select(Record).where(Record.id.not_in(owed)).order_by(Record.id)):
        if newest_file(record).level.is_below(aim):
            owe(record, aim, problem="", now=now, attempts=0)
            count += 1
    return count


def try_again_now(team_id: int) -> None:
    """Let a team's records be tried at once, not after their waiting time."""
    of_team = sa.select(Record.id).where(Record.team_id == team_id)
    db.session.execute(
        sa.update(Augmentation)
        .where(Augmentation.record_id.in_(of_team), Augmentation.made_at.is_(None))
        .values(leased_until=None)
    )


def claim(now: dt.datetime) -> int | None:
    """Take the next one that is owed and that no other worker holds."""
    query = (
        sa.select(Augmentation)
        .where(Augmentation.made_at.is_(None))
        .where(sa.or_(Augmentation.leased_until.is_(None), Augmentation.leased_until < now))
        .order_by(Augmentation.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    owed: Augmentation | None = db.session.scalar(query)
    if owed is None:
        return None
    owed.leased_until = now + LEASE
    return owed.id


def note_problem(owed: Augmentation, problem: str, *, now: dt.datetime) -> None:
    """Keep what went wrong, and when to try again."""
    owed.attempts += 1
    owed.problem = problem[:MOST_LETTERS]
    owed.leased_until = now + RETRY_AFTER[min(owed.attempts, len(RETRY_AFTER)) - 1]


def note_file(owed: Augmentation, content: bytes, level: Level, *, problem: str, now: dt.datetime) -> None:
    """Note a raised file that is stored; what is then still to be reached stays owed."""
    owed.level_reached = level.value
    owed.fingerprint, owed.size, owed.made_at = fingerprint_of(content), len(content), now
    owed.problem, owed.leased_until = "", None
    aim = Level(owed.level_aimed)
    if level is not aim:
        owe(owed.record, aim, problem=problem, now=now)
    audit.record(
        Tag.RECORD_AUGMENTED,
        team_id=owed.record.team_id,
        actor=audit.REGISTRY,
        at=now,
        subject=("record", owed.record_id),
        details={"code": owed.record.code, "fingerprint": owed.fingerprint, "level": level.value},
    )


def _file_of(raised: Augmentation) -> RecordFile:
    assert raised.fingerprint is not None
    assert raised.size is not None
    assert raised.level_reached is not None
    assert raised.made_at is not None
    return RecordFile(raised.fingerprint, raised.size, Level(raised.level_reached), raised.made_at)
