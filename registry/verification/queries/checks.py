"""Files brought for verification: where they are stored, their order in the queue, and the findings."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path

from registry import settings
from registry.verification.rules.inspection import Examination, from_json

FOLDER = "checks"
#: How long a file and its findings are stored; the worker deletes expired ones every minute, so within the
#: hour.
KEPT = dt.timedelta(minutes=55)
#: The most files that wait at a time, in all and from one network address, each of up to 40 MB.
MOST_WAITING = 20

TOKEN = re.compile(r"[0-9a-f]{48}")


@dataclass(frozen=True)
class Check:
    """A file that somebody brought, without its bytes."""

    token: str
    name: str
    #: Digest of the network address it came from.
    place: str
    fingerprint: str
    size: int
    brought_at: dt.datetime
    #: The number of stored files from the same address when it came.
    turn: int = 0
    #: How often its examination was begun.
    tries: int = 0

    @property
    def folder(self) -> Path:
        """The folder it is stored in."""
        return top() / self.token

    @property
    def order(self) -> tuple[int, dt.datetime, str]:
        """Sort key of the queue: people who brought fewer files first, then by arrival."""
        return self.turn, self.brought_at, self.token

    @property
    def is_done(self) -> bool:
        """Whether it has been examined."""
        return (self.folder / "found").exists()

    @property
    def found(self) -> Examination | None:
        """The examination; None while it waits."""
        try:
            return from_json(json.loads((self.folder / "found").read_bytes()))
        except FileNotFoundError:
            return None

    def has_gone(self, now: dt.datetime) -> bool:
        """Whether it has expired."""
        return now - self.brought_at >= KEPT


def find(token: str, *, now: dt.datetime) -> Check | None:
    """A file brought within the last hour, by the token of its page."""
    check = read(top() / token) if TOKEN.fullmatch(token) else None
    return None if check is None or check.has_gone(now) else check


def ahead_of(check: Check) -> int:
    """The number of files ahead of it in the queue."""
    return sum(one.order < check.order for one in waiting())


def waiting_since() -> dt.datetime | None:
    """When the longest-waiting file was brought."""
    return min((check.brought_at for check in waiting()), default=None)


def waiting() -> list[Check]:
    """The files still to be examined, longest waiting first."""
    unexamined = (
        folder for folder in folders() if (folder / "file").exists() and not (folder / "found").exists()
    )
    return sorted((check for check in map(read, unexamined) if check), key=lambda check: check.order)


def folders() -> list[Path]:
    return [path for path in top().iterdir() if TOKEN.fullmatch(path.name)]


def top() -> Path:
    folder = settings.instance() / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def read(folder: Path) -> Check | None:
    """The stored facts about a file; None when it is gone, or when a crash left none."""
    try:
        values = json.loads((folder / "about").read_bytes())
        return Check(**values | {"brought_at": dt.datetime.fromisoformat(values["brought_at"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None
