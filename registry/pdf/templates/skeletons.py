"""A file in two parts: objects that stay as they are, and a few that are written anew for each record."""

import hashlib
import re
from collections.abc import Iterable, Mapping

#: A line of the cross-reference table (ISO 32000-1, 7.5.4).
_ENTRY = 20
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_KEPT = re.compile(rb"/(?:Info|Root)\s+\d+\s+\d+\s+R")


class Skeleton:
    """A file of `registry.pdf.merge.save` without some of its objects."""

    def __init__(self, content: bytes, varying: Iterable[int]) -> None:
        found = _START.search(content[-200:])
        assert found is not None
        table = int(found[1])
        head = _TABLE.match(content, table)
        assert head is not None
        self.count = int(head[1])
        places = {
            number: int(content[at : at + 10])
            for number, at in enumerate(range(head.end(), head.end() + _ENTRY * self.count, _ENTRY))
            if content[at + 17 : at + 18] == b"n"
        }
        self.kept = b" ".join(_KEPT.findall(content[head.end() + _ENTRY * self.count :]))
        self.varying = frozenset(varying)
        self._take_apart(content, places, table)

    def _take_apart(self, content: bytes, places: Mapping[int, int], table: int) -> None:
        """Note the objects that stay, and a table with their places."""
        order = sorted(places, key=places.__getitem__)
        ends = [*(places[number] for number in order[1:]), table]
        parts, offset = [content[: places[order[0]]]], places[order[0]]
        lines = [b"0000000000 65535 f \n"] * self.count
        for number, end in zip(order, ends, strict=True):
            if number not in self.varying:
                lines[number] = b"%010d 00000 n \n" % offset
                parts.append(content[places[number] : end])
                offset += end - places[number]
        self.static, self.lines = b"".join(parts), lines

    def filled(self, objects: Mapping[int, bytes]) -> bytes:
        """The whole file with the missing objects."""
        assert objects.keys() == self.varying
        lines, parts, offset = list(self.lines), [self.static], len(self.static)
        for number, written in objects.items():
            part = b"%d 0 obj\n%b\nendobj\n" % (number, written)
            lines[number] = b"%010d 00000 n \n" % offset
            parts.append(part)
            offset += len(part)
        identifier = hashlib.sha256(b"".join(parts[1:])).hexdigest()[:32].encode()
        trailer = b"trailer\n<< %b /Size %d /ID [ <%b> <%b> ] >>\n" % (
            self.kept,
            self.count,
            identifier,
            identifier,
        )
        table = b"xref\n0 %d\n" % self.count
        return b"".join([*parts, table, *lines, trailer, b"startxref\n%d\n%%%%EOF\n" % offset])
