"""Submitted forms that could not be processed, stored for an hour for the person who filled them in.

Each is a file, encrypted with a key derived from the secret and from a token that only the return address
contains: a copy of the disk cannot be read. Only its owner can open it.
"""

import base64
import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from registry.security.encryption import key_of

#: The folder for them in the instance folder; need not be backed up.
FOLDER = "kept_forms"
KEPT_FOR = dt.timedelta(hours=1)
#: The most stored forms of one person, such as from several tabs; the oldest is deleted.
MOST = 20
#: For the token in the address: 192 bits.
TOKEN_BYTES = 24


@dataclass(frozen=True)
class Typed:
    """The content of a submitted form, without secrets, and the address it was sent to."""

    address: str
    fields: Sequence[tuple[str, str]]
    #: Whether files were chosen; they cannot be given back.
    has_files: bool = False
    #: Whether a password or code was typed; it is not stored.
    has_secrets: bool = False
    #: Why the form was not accepted, as a message.
    why: str = ""


def keep(typed: Typed, *, owner: int, instance: str, secret: str, now: dt.datetime) -> str:
    """Store a form for its owner; returns the token that finds and decrypts it. Raises `OSError`."""
    sweep(instance=instance, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    text = json.dumps(asdict(typed)).encode()
    path = _path(token, owner, instance)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_room(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_key(token, owner, secret).encrypt_at_time(text, int(now.timestamp())))
    os.utime(path, (now.timestamp(), now.timestamp()))
    return token


def find(token: str, *, owner: int, instance: str, secret: str, now: dt.datetime) -> Typed | None:
    """The form stored for this person under this token; None when there is none (any more)."""
    try:
        closed = _path(token, owner, instance).read_bytes()
        life, at = int(KEPT_FOR.total_seconds()), int(now.timestamp())
        opened = _key(token, owner, secret).decrypt_at_time(closed, life, at)
    except (OSError, InvalidToken):
        return None
    values = json.loads(opened)
    return Typed(**values | {"fields": [(name, value) for name, value in values["fields"]]})


def forget(token: str, *, owner: int, instance: str) -> None:
    """Delete a kept form after it was sent."""
    with suppress(OSError):
        _path(token, owner, instance).unlink()


def sweep(*, instance: str, now: dt.datetime) -> None:
    """Delete kept forms older than an hour."""
    gone = (now - KEPT_FOR).timestamp()
    for path, kept_at in _all_in(Path(instance) / FOLDER):
        if kept_at <= gone:
            with suppress(OSError):
                path.unlink()


def _make_room(folder: Path) -> None:
    oldest_first = sorted(_all_in(folder), key=lambda one: one[1])
    for path, _kept_at in oldest_first[: max(0, len(oldest_first) - MOST + 1)]:
        with suppress(OSError):
            path.unlink()


def _all_in(folder: Path) -> Iterator[tuple[Path, float]]:
    """The kept files with their times; other processes may delete some meanwhile."""
    for path in list(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file():
                yield path, path.stat().st_mtime


def _path(token: str, owner: int, instance: str) -> Path:
    return Path(instance) / FOLDER / str(owner) / hashlib.sha256(token.encode()).hexdigest()


def _key(token: str, owner: int, secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_of(f"kept form:{owner}:{token}", secret=secret)))
