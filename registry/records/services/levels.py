"""Records whose level is still to be raised: owed from their making on, tried until it is reached."""

import datetime as dt
import logging
from typing import Any

import sqlalchemy as sa

from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.certificates.trust import Trust, read_certificates
from registry.database.session import db
from registry.files.fingerprints import fingerprint_of
from registry.pdf.levels import Augmented, Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from registry.records.models import Augmentation, Record
from registry.records.queries.authority import keys_folder, own_authority, time_stamp_settings
from registry.records.queries.records import newest_file
from registry.security import actors

LOG = logging.getLogger("registry")

#: The task that raises what is owed.
AUGMENT = "records.augment"
#: How long one worker may hold one before another tries it.
LEASE = dt.timedelta(minutes=10)
#: Waiting time after each failed try; the last one repeats.
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
#: Letters kept of what went wrong.
MOST_LETTERS = 500


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
    events.record(
        Tag.RECORD_AUGMENTED,
        team_id=owed.record.team_id,
        actor=actors.REGISTRY,
        at=now,
        subject=("record", owed.record_id),
        details={"code": owed.record.code, "fingerprint": owed.fingerprint, "level": level.value},
    )


#: After an authority did not answer, it is left in peace so long, and records are made without it.
REST = dt.timedelta(minutes=1)

#: Until when each authority, by its address, is left in peace.
_resting: dict[str, dt.datetime] = {}


def raise_level(content: bytes, level: Level, *, aim: Level, now: dt.datetime) -> Augmented:
    """Bring a file as near to the level aimed at as the time-stamp authority lets it come."""
    settings = time_stamp_settings()
    if level is aim:
        return Augmented(content, level)
    if settings is None:
        return Augmented(content, level, "no time-stamp authority is set any more")
    if is_resting(now):
        return Augmented(content, level, "the time-stamp authority did not answer a moment ago")
    own_authority(now=now)  # whose revocation lists are fresh then
    raised = augment(content, level, aim=aim, backing=_backing(settings))
    if raised.problem:
        LOG.warning("level %s not reached: %s", aim.value, raised.problem)
        _resting[settings.url] = now + REST
    return raised


def is_resting(now: dt.datetime) -> bool:
    """Whether the time-stamp authority is left in peace for a moment, since it did not answer."""
    settings = time_stamp_settings()
    return settings is not None and _resting.get(settings.url, now) > now


def forget_silence() -> None:
    """Ask at once again, whoever did not answer."""
    _resting.clear()


def _backing(settings: Any) -> Backing:
    stamps = TimeStampAuthority(settings.url, read_certificates(settings.roots))
    return Backing.of(Trust.read(keys_folder()), stamps)
