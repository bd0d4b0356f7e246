"""Records whose level is still to be raised: owed from their making on, tried until it is reached."""

import datetime as dt
import logging
from typing import Any

import sqlalchemy as sa

from registry.audit.services import events
from registry.certificates.trust import Trust, read_certificates
from registry.database import acts, leases
from registry.database.session import db
from registry.files.fingerprints import fingerprint_of
from registry.pdf.levels import Augmented, Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from registry.records.models import Augmentation, Record
from registry.records.queries.authority import keys_folder, own_authority, time_stamp_settings
from registry.records.queries.records import newest_file
from registry.records.rules import RecordEvent
from registry.security import actors

LOG = logging.getLogger("registry")

#: The task that raises what is owed.
AUGMENT = "records.augment"
#: Waiting time after each failed try; the last one repeats.
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


def owe(record: Record, aim: Level, *, failed: str | None = None, now: dt.datetime) -> Augmentation:
    """Owe a record the level that its signatures have not reached; `failed` says why, where it was tried."""
    owed = Augmentation(record_id=record.id, level_aimed=aim.value, asked_at=now, attempts=0, problem="")
    if failed is not None:
        note_problem(owed, failed, now=now)
    db.session.add(owed)
    db.session.flush()
    return owed


def owe_all(aim: Level, *, now: dt.datetime) -> int:
    """Owe the level aimed at now to every record below it that is not owed one; says to how many."""
    owed = sa.select(Augmentation.record_id).where(Augmentation.made_at.is_(None))
    count = 0
    for record in db.session.scalars(sa.select(Record).where(Record.id.not_in(owed)).order_by(Record.id)):
        if newest_file(record).level.is_below(aim):
            owe(record, aim, now=now)
            count += 1
    return count


def try_again_now(team_id: int) -> None:
    """Let a team's records be tried at once, not after their waiting time."""
    of_team = sa.select(Record.id).where(Record.team_id == team_id)
    leases.release(Augmentation, Augmentation.record_id.in_(of_team), Augmentation.made_at.is_(None))


def claim(now: dt.datetime) -> int | None:
    """Take the next one that is owed and that no other worker holds."""
    return leases.claim(Augmentation, now, Augmentation.made_at.is_(None))


def note_problem(owed: Augmentation, problem: str, *, now: dt.datetime) -> None:
    """Keep what went wrong, and when to try again."""
    leases.note_failure(owed, problem, now=now, waits=RETRY_AFTER)


def note_file(owed: Augmentation, content: bytes, level: Level, *, problem: str, now: dt.datetime) -> None:
    """Note a raised file that is stored; what is then still to be reached stays owed."""
    owed.level_reached = level.value
    owed.fingerprint, owed.size, owed.made_at = fingerprint_of(content), len(content), now
    leases.note_done(owed)
    aim = Level(owed.level_aimed)
    if level is not aim:
        owe(owed.record, aim, failed=problem, now=now)
    events.record(
        RecordEvent.AUGMENTED,
        owed.record,
        acts.act_at(actors.REGISTRY, now),
        code=owed.record.code,
        fingerprint=owed.fingerprint,
        level=level.value,
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
