"""Durable files: readable by their owner alone, and synced to disk before a call returns."""

import hashlib
import os
from pathlib import Path

#: Bytes read and written at once.
PIECE = 1024 * 1024


def write_synced(path: Path, data: bytes, *, replaces: bool = False) -> None:
    """Write a file; an existing file is an error unless `replaces` is set. Raises `OSError`."""
    whether = os.O_TRUNC if replaces else os.O_EXCL
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | whether, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync a folder after files in it were created, renamed or removed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_synced(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file in chunks to a new path; returns its size and its SHA-256 in hex. Raises `OSError`."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, source.open("rb") as read:
        while piece := read.read(PIECE):
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def fingerprint_of_file(path: Path) -> str:
    """The SHA-256 of a file in hex, read in chunks. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
