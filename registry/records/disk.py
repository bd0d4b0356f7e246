"""Bytes that are on the disk when we say so: written for their owner alone, and synced."""

import os
from pathlib import Path


def write_synced(path: Path, data: bytes, *, replaces: bool = False) -> None:
    """Write a file; one that is there is an error unless it is to be replaced. Raises `OSError`."""
    whether = os.O_TRUNC if replaces else os.O_EXCL
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | whether, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Let what was named, renamed or removed in a folder be on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
