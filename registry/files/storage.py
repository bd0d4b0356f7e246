"""Files stored by fingerprint: written completely or not at all, and never changed."""

import datetime as dt
import secrets
from contextlib import suppress
from pathlib import Path

from registry import settings
from registry.errors import N_, StorageFailed
from registry.files.disk import fingerprint_of_file, sync_folder, write_synced
from registry.files.fingerprints import fingerprint_of
from registry.files.virus_scan import check_clean

#: The folder for files in the instance folder.
FOLDER = "files"


def store_file(data: bytes) -> str:
    """Store a file and return its fingerprint; equal bytes are stored once. Raises `StorageFailed`."""
    fingerprint = fingerprint_of(data)
    path = _path(fingerprint)
    if path.exists():
        with suppress(OSError):
            path.touch()  # so that clean-up sees that the file was stored again
        return fingerprint
    temporary = path.with_name(f".{fingerprint[:8]}-{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_synced(temporary, data)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise StorageFailed(
            N_("The file could not be kept: the disk is full or cannot be written.")
        ) from error
    return fingerprint


def keep_upload(data: bytes, *, field: str) -> str:
    """Store a file from a person, after the virus scan; see `store_file`."""
    check_clean(data, field=field)
    return store_file(data)


def read_file(fingerprint: str) -> bytes:
    """The bytes of a fingerprint, checked against it. Raises `StorageFailed` when lost or damaged."""
    try:
        data = _path(fingerprint).read_bytes()
    except OSError as error:
        raise StorageFailed(N_("A file that was kept cannot be read.")) from error
    if fingerprint_of(data) != fingerprint:
        raise StorageFailed(N_("A file that was kept is damaged on the disk."))
    return data


def check_file(fingerprint: str) -> None:
    """Read a file in chunks and check it against its fingerprint; see `read_file`."""
    try:
        fingerprint_found = fingerprint_of_file(_path(fingerprint))
    except OSError as error:
        raise StorageFailed(N_("A file that was kept cannot be read.")) from error
    if fingerprint_found != fingerprint:
        raise StorageFailed(N_("A file that was kept is damaged on the disk."))


def is_kept(fingerprint: str) -> bool:
    """Whether a file is stored; its content is not checked."""
    return _path(fingerprint).is_file()


def remove_file(fingerprint: str, *, untouched_since: dt.datetime) -> bool:
    """Delete a file that nothing refers to, unless it was stored again since a moment."""
    path = _path(fingerprint)
    with suppress(OSError):
        if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < untouched_since:
            path.unlink()
            return True
    return False


def place_of(fingerprint: str) -> str:
    """The path of a stored file, relative to the instance folder."""
    return f"{FOLDER}/{fingerprint[:2]}/{fingerprint}"


def _path(fingerprint: str) -> Path:
    return settings.instance() / place_of(fingerprint)
