"""Passwords that became known elsewhere: looked up in a file of their SHA-1 digests, on this machine alone.

The file is the known offline download of breached passwords: a line each of the digest in hexadecimal and,
behind a colon, how often it was seen, sorted by digest.
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
#: What is read at most to find where a line begins and ends.
LONGEST_LINE = 100  # bytes
#: Lines that `check` looks at, spread over the file.
LOOKED_AT = 50

_HEXADECIMAL = frozenset(b"0123456789ABCDEF")


def refuse(password: str) -> None:
    """Refuse a password that stands in the file of the settings; without one, or a broken one, none is.

    Raises `RuleBroken`. `registry check` tells of a file that cannot be used.
    """
    path = _path()
    if path is None:
        return
    try:
        known = is_known(password, path)
    except (OSError, InvalidInput) as error:
        LOG.warning("breached passwords cannot be looked up: %s", error)
        return
    if known:
        raise RuleBroken(
            N_("This password became known in a breach of another service. Choose another."),
            field="password",
        )


def concerns() -> Iterator[str]:
    """What an administrator is to know of the file, in English."""
    path = _path()
    if path is None:
        return
    try:
        check(path)
    except (OSError, InvalidInput) as error:
        yield f"REGISTRY_BREACHED_PASSWORDS: {path} cannot be used, and no password is looked up: {error}"


def is_known(password: str, path: Path) -> bool:
    """Whether a password stands in the file. Raises `OSError` or `InvalidInput` where it cannot be read."""
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
    """Look at lines all over the file: digests, and sorted. Raises `OSError` or `InvalidInput`."""
    with path.open("rb") as file:
        found = [_digest_of(line) for line in _samples(file)]
    if not found or found != sorted(found):
        raise InvalidInput(N_("The lines are not sorted by digest, or there are none."))


def _samples(file: BinaryIO) -> Iterator[bytes]:
    size = file.seek(0, os.SEEK_END)
    for place in sorted({size * part // LOOKED_AT for part in range(LOOKED_AT)} if size else set()):
        yield _line_at(file, place)[1]


def _line_at(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """The line that holds a byte, with its end, and where it begins."""
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
    found: Path | None = settings.setting("REGISTRY_BREACHED_PASSWORDS")
    return found
