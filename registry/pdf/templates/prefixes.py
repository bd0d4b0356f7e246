"""Compresses files that begin alike: what records filled from one template have in common, once for all."""

import zlib
from dataclasses import dataclass
from typing import Any

#: The most beginnings that are remembered.
_MOST = 16
#: Most of what is in a record is compressed already: more effort gains next to nothing.
_LEVEL = zlib.Z_BEST_SPEED


@dataclass(frozen=True)
class _Begun:
    """A beginning, the compressor that has read it, and what that has written so far."""

    beginning: bytes
    compressor: Any
    written: bytes


class Compressor:
    """Compresses one file after the other (RFC 1950)."""

    def __init__(self) -> None:
        self._seen: list[bytes] = []
        self._begun: list[_Begun] = []

    def compress(self, content: bytes) -> bytes:
        """The compressed file."""
        begun = self._begun_like(content)
        if begun is None:
            self._seen = [content, *self._seen[: _MOST - 1]]
            return zlib.compress(content, _LEVEL)
        compressor = begun.compressor.copy()
        rest = memoryview(content)[len(begun.beginning) :]
        return b"".join([begun.written, compressor.compress(rest), compressor.flush()])

    def _begun_like(self, content: bytes) -> _Begun | None:
        for begun in self._begun:
            if content.startswith(begun.beginning):
                return begun
        length = max((_common(content, seen) for seen in self._seen), default=0)
        if length <= len(content) // 2:  # another template's: one of its own is worth more
            return None
        compressor = zlib.compressobj(_LEVEL)
        written = compressor.compress(content[:length])
        self._begun = [_Begun(content[:length], compressor, written), *self._begun[: _MOST - 1]]
        return self._begun[0]


def _common(one: bytes, other: bytes) -> int:
    """How many bytes two files have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
