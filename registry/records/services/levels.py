"""Records whose signature level must still be raised: stored when the record is made, retried until it is
reached.
"""

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

#: The task that raises owed levels.
AUGMENT = "records.augment"
#: Waiting time after each failed attempt; the last one repeats.
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


def owe(record: Record, aim: Level, *, failed: str | None = None, now: dt.datetime) -> Augmentation:
    """Store that a record needs the level that it has not reached; `failed` is the reason when an attempt
    failed.
    """
    owed = Augmentation(record_id=record.id, level_aimed=aim.value, asked_at=now, attempts=0, problem="")
    if failed is not None:
        note_problem(owed, failed, now=now)
    db.session.add(owed)
    db.session.flush()
    return owed


def owe_all(aim: Level, *, now: dt.datetime) -> int:
    """Store for every record below the intended level that it must be raised, unless that is already stored;
    returns how many.
    """
    owed = sa.select(Augmentation.record_id).where(Augmentation.made_at.is_(None))
    count = 0
    for record in db.session.scalars(sa.select(Record).where(Record.id.not_in(owed)).order_by(Record.id)):
        if newest_file(record).level.is_below(aim):
            owe(record, aim, now=now)
            count += 1
    return count


def try_again_now(team_id: int) -> None:
    """Retry a team's records at once, without waiting for the next attempt."""
    of_team = sa.select(Record.id).where(Record.team_id == team_id)
    leases.release(Augmentation, Augmentation.record_id.in_(of_team), Augmentation.made_at.is_(None))


def claim(now: dt.datetime) -> int | None:
    """Lease the next owed level that no other worker holds."""
    return leases.claim(Augmentation, now, Augmentation.made_at.is_(None))


def note_problem(owed: Augmentation, problem: str, *, now: dt.datetime) -> None:
    """Store the problem and the time of the next attempt."""
    leases.note_failure(owed, problem, now=now, waits=RETRY_AFTER)


def note_file(owed: Augmentation, content: bytes, level: Level, *, problem: str, now: dt.datetime) -> None:
    """Record a stored file of a higher level; if a further level is intended, it stays owed."""
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


#: For how long an authority that did not answer gets no requests; records are made without it meanwhile.
REST = dt.timedelta(minutes=1)

#: By the authority's address: until when it gets no requests.
_resting: dict[str, dt.datetime] = {}


def raise_level(content: bytes, level: Level, *, aim: Level, now: dt.datetime) -> Augmented:
    """Raise a file as close to the intended level as the time-stamp authority allows."""
    settings = time_stamp_settings()
    if level is aim:
        return Augmented(content, level)
    if settings is None:
        return Augmented(content, level, "no time-stamp authority is set any more")
    if is_resting(now):
        return Augmented(content, level, "the time-stamp authority did not answer a moment ago")
    own_authority(now=now)  # this renews its revocation lists if needed
    raised = augment(content, level, aim=aim, backing=_backing(settings))
    if raised.problem:
        LOG.warning("level %s not reached: %s", aim.value, raised.problem)
        _resting[settings.url] = now + REST
    return raised


def is_resting(now: dt.datetime) -> bool:
    """Whether requests to the time-stamp authority pause because it did not answer."""
    settings = time_stamp_settings()
    return settings is not None and _resting.get(settings.url, now) > now


def forget_silence() -> None:
    """Forget that the authority did not answer, and request its time stamps again at once."""
    _resting.clear()


def _backing(settings: Any) -> Backing:
    stamps = TimeStampAuthority(settings.url, read_certificates(settings.roots))
    return Backing.of(Trust.read(keys_folder()), stamps)
