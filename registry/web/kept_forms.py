"""Forms that could not be taken, kept for an hour for the person who filled them in.

Each is a file of its own, encrypted with a key made of the secret and of a token that only the address holds
to which the person comes back: a copy of the disk cannot be read. It is found for its owner alone.
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

#: The folder in the instance folder. It need not be backed up.
FOLDER = "kept_forms"
KEPT_FOR = dt.timedelta(hours=1)
#: Forms of one person at the same time, such as in several tabs; the oldest gives way.
MOST = 20
#: Of the token in the address: 192 bits.
TOKEN_BYTES = 24


@dataclass(frozen=True)
class Typed:
    """What was typed into a form, without what is secret, and where it was sent."""

    address: str
    fields: Sequence[tuple[str, str]]
    #: Files were chosen: they cannot be given back.
    has_files: bool = False
    #: A password or code was typed: it is not kept.
    has_secrets: bool = False
    #: Words on why it was not taken.
    why: str = ""


def keep(typed: Typed, *, owner: int, instance: str, secret: str, now: dt.datetime) -> str:
    """Keep a form for its owner; gives the token that finds and opens it. Raises `OSError`."""
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
    """A form that is kept for this person under this token; None where there is none, or no more."""
    try:
        closed = _path(token, owner, instance).read_bytes()
        life, at = int(KEPT_FOR.total_seconds()), int(now.timestamp())
        opened = _key(token, owner, secret).decrypt_at_time(closed, life, at)
    except (OSError, InvalidToken):
        return None
    said = json.loads(opened)
    return Typed(**said | {"fields": [(name, value) for name, value in said["fields"]]})


def forget(token: str, *, owner: int, instance: str) -> None:
    """A form was sent: what was kept of it goes."""
    with suppress(OSError):
        _path(token, owner, instance).unlink()


def sweep(*, instance: str, now: dt.datetime) -> None:
    """Forget what was kept for its hour."""
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
    """The files kept, with the moment of each; another process may take them away meanwhile."""
    for path in list(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file():
                yield path, path.stat().st_mtime


def _path(token: str, owner: int, instance: str) -> Path:
    return Path(instance) / FOLDER / str(owner) / hashlib.sha256(token.encode()).hexdigest()


def _key(token: str, owner: int, secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_of(f"kept form:{owner}:{token}", secret=secret)))
