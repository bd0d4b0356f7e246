"""Files brought for verification: each waits for the worker and is deleted within an hour.

They are stored in their own folders below `checks`, neither in the file store nor in the database, so that
nothing from a stranger gets into records, back-ups or logs. The instance folder is used because all machines
of an installation share it: web servers and worker find the files there. Each folder is named by the
unguessable token of its page and contains the facts about the file (`about`), the file until it is examined
(`file`), and then the findings (`found`).
"""

import datetime as dt
import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path

from registry.errors import N_, RegistryError, StorageFailed
from registry.files import disk
from registry.files.fingerprints import fingerprint_of
from registry.verification.queries import examinations
from registry.verification.queries.checks import MOST_WAITING, Check
from registry.verification.queries.checks import folders as _folders
from registry.verification.queries.checks import read as _read
from registry.verification.queries.checks import top as _top
from registry.verification.queries.checks import waiting as _waiting
from registry.verification.rules.inspection import Examination, Problem, as_json

#: The task that examines waiting files.
EXAMINE = "records.examine"
MOST_WAITING_OF_A_PLACE = 5
#: The most stored files from one network address, so the most it can bring in an hour.
MOST_OF_A_PLACE = 30
#: The most stored files.
MOST_KEPT = 500
#: Bytes of the disk that stay free for records.
LEAST_FREE = 500 * 1024 * 1024
#: How often the examination of a file is begun, if the worker is killed in the middle each time.
MOST_TRIES = 2
#: The longest stored name of a file, in characters.
LONGEST_NAME = 200

_LOCK = ".lock"


class TooManyFiles(RegistryError):
    """Too many files from one network address."""

    status = 429


class TooBusy(RegistryError):
    """Too many files wait for examination."""

    status = 503


def bring(data: bytes, *, name: str, place: str, now: dt.datetime) -> Check:
    """Queue a file for the worker. Raises `TooManyFiles`, `TooBusy` or `StorageFailed`."""
    check = Check(
        secrets.token_hex(24), name[:LONGEST_NAME], place, fingerprint_of(data), len(data), brought_at=now
    )
    try:
        with _alone():
            _sweep(now)
            check = replace(check, turn=_make_room(check))
            check.folder.mkdir(mode=0o700)
            _note(check)
        _put(check.folder / "file", data)
    except OSError as error:
        shutil.rmtree(check.folder, ignore_errors=True)
        raise StorageFailed(N_("This file cannot be examined now: the disk takes no more files.")) from error
    return check


def examine_next(now: dt.datetime) -> bool:
    """Examine the longest-waiting file that no other process examines; False when there is none."""
    with _claimed() as check:
        if check is None:
            return False
        begun = replace(check, tries=check.tries + 1)
        with suppress(FileNotFoundError):  # it may expire meanwhile
            _note(begun)
            _put(check.folder / "found", json.dumps(as_json(_examine(begun, now))).encode())
            (check.folder / "file").unlink()
    return True


def sweep(now: dt.datetime) -> None:
    """Delete files after an hour, and what a crash left behind."""
    with _alone():
        _sweep(now)


def _examine(check: Check, now: dt.datetime) -> Examination:
    if check.tries > MOST_TRIES:  # the process that examined it before was killed
        return Examination(problem=Problem.TOO_MUCH)
    return examinations.examine((check.folder / "file").read_bytes(), now=now)


def _make_room(new: Check) -> int:
    """Check that there is room for a file, and return the number of stored files from its network address.

    Raises `TooManyFiles`, `TooBusy` or `StorageFailed`.
    """
    checks = [folder_check for folder_check in map(_read, _folders()) if folder_check]
    waiting = [check for check in checks if not check.is_done]
    brought = _count_of(new.place, checks)
    if _count_of(new.place, waiting) >= MOST_WAITING_OF_A_PLACE:
        raise TooManyFiles(
            N_("Files from your network are still being examined. Try again in a minute."), field="file"
        )
    if brought >= MOST_OF_A_PLACE:
        raise TooManyFiles(
            N_("Many files came from your network in the last hour. Try again in an hour."), field="file"
        )
    is_full = len(waiting) >= MOST_WAITING or len(checks) >= MOST_KEPT
    if is_full or shutil.disk_usage(_top()).free < new.size + LEAST_FREE:
        raise TooBusy(
            N_("Too many files are being examined right now. Try again in a few minutes."), field="file"
        )
    return brought


def _count_of(place: str, checks: Sequence[Check]) -> int:
    return sum(check.place == place for check in checks)


def _sweep(now: dt.datetime) -> None:
    for folder in _folders():
        check = _read(folder)
        if check is None or check.has_gone(now):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """A lock: one process at a time counts, adds or deletes."""
    with (_top() / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _claimed() -> Iterator[Check | None]:
    """The longest-waiting file, locked until the block or the process ends."""
    for check in _waiting():
        with ExitStack() as held:
            try:
                claim = held.enter_context((check.folder / "claim").open("w"))
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (FileNotFoundError, BlockingIOError):  # it has expired, or another process examines it
                continue
            if not check.is_done:
                yield check
                return
    yield None


def _note(check: Check) -> None:
    values = asdict(check) | {"brought_at": check.brought_at.isoformat()}
    _put(check.folder / "about", json.dumps(values).encode())


def _put(path: Path, data: bytes) -> None:
    """Write a file completely or not at all, readable by its owner alone."""
    part = path.with_name(f".{path.name}")
    disk.write_synced(part, data, replaces=True)
    part.replace(path)
