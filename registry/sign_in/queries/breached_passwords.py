"""Passwords known from breaches, looked up in a local file of SHA-1 digests.

The file is the usual offline download of breached passwords: one line per digest in hexadecimal, a colon and
its count, sorted by digest.
"""

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from registry import settings
from registry.errors import N_, InvalidInput, RuleBroken

LOG = logging.getLogger("registry")

DIGEST = 40  # hexadecimal digits of SHA-1
#: The most bytes that are read to find the ends of a line.
LONGEST_LINE = 100  # bytes
#: The number of lines that `check` examines, spread over the file.
LOOKED_AT = 50

_HEXADECIMAL = frozenset(b"0123456789ABCDEF")


def refuse(password: str) -> None:
    """Refuse a breached password; without a configured file, or with a broken one, none is refused.

    Raises `RuleBroken`. `registry check` reports an unusable file.
    """
    path = _path()
    if path is None:
        return
    try:
        is_breached = is_known(password, path)
    except (OSError, InvalidInput) as error:
        LOG.warning("breached passwords cannot be looked up: %s", error)
        return
    if is_breached:
        raise RuleBroken(
            N_("This password became known in a breach of another service. Choose another."),
            field="password",
        )


def concerns() -> Iterator[str]:
    """Problems with the file for the administrator, in English."""
    path = _path()
    if path is None:
        return
    try:
        check(path)
    except (OSError, InvalidInput) as error:
        yield f"REGISTRY_BREACHED_PASSWORDS: {path} cannot be used, and no password is looked up: {error}"


def is_known(password: str, path: Path) -> bool:
    """Whether the file contains a password. Raises `OSError` or `InvalidInput` when it cannot be read."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            begins, line = _line_at(file, middle)
            digest = _digest_of(line)
            if digest == wanted:
                return True
            if digest < wanted:
                low = begins + len(line)
            else:
                high = begins
    return False


def check(path: Path) -> None:
    """Check samples of the file: lines must be digests, in order. Raises `OSError` or `InvalidInput`."""
    with path.open("rb") as file:
        digests = [_digest_of(line) for line in _samples(file)]
    if not digests or digests != sorted(digests):
        raise InvalidInput(N_("The lines are not sorted by digest, or there are none."))


def _samples(file: BinaryIO) -> Iterator[bytes]:
    size = file.seek(0, os.SEEK_END)
    for place in sorted({size * part // LOOKED_AT for part in range(LOOKED_AT)} if size else set()):
        yield _line_at(file, place)[1]


def _line_at(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """The line that contains a byte position, including its end, and its start position."""
    start = max(0, place - LONGEST_LINE)
    file.seek(start)
    before = file.read(place - start)
    begins = start + before.rfind(b"\n") + 1
    if begins == start > 0:
        raise InvalidInput(N_("A line is longer than any digest with its count."))
    file.seek(begins)
    return begins, file.readline(LONGEST_LINE)


def _digest_of(line: bytes) -> bytes:
    digest = line.strip().partition(b":")[0].upper()
    if len(digest) != DIGEST or not _HEXADECIMAL.issuperset(digest):
        raise InvalidInput(N_("A line is no SHA-1 digest in hexadecimal."))
    return digest


def _path() -> Path | None:
    path: Path | None = settings.setting("REGISTRY_BREACHED_PASSWORDS")
    return path
