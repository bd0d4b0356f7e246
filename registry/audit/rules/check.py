# ruff: noqa: UP035, UP045
"""Checks an exported audit trail with nothing but Python (3.9 or later) and names the first break.

    python check.py [--head DIGEST] [PATH]

PATH is the folder of the export or its ZIP file; without it, the folder of this program. --head takes a head
of the audit trail as printed in a record, and checks that the chain contains it.

The exit code is 0 if the chain is intact, 1 if it is broken, 2 if it could not be read.
The registry checks its own database with the same functions; this file imports nothing from the registry.
"""

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional

#: The "previous digest" of the first event of every chain.
GENESIS = "0" * 64
#: The fields that the digest of an event covers, in this order.
HASHED = ("chain", "seq", "at", "tag", "actor", "subject", "details", "previous")

CHANGED, REMOVED, ADDED, REORDERED = "changed", "removed", "added", "reordered"

#: An event in export format: the hashed fields and `digest`; or, when the reader of the export must not know
#: of it, `chain`, `seq`, `previous`, `digest` and `withheld`.
Line = dict[str, Any]
#: Returns the events of a chain in stored order, each time it is called.
Read = Callable[[], Iterable[Line]]


class Break(NamedTuple):
    """The first place at which a chain is broken."""

    chain: str
    #: The position in the chain, from 1.
    seq: int
    #: changed, removed, added or reordered.
    kind: str
    reason: str

    def __str__(self) -> str:
        return f"{self.chain}: event {self.seq}: {self.kind}: {self.reason}."


class Checkpoint(NamedTuple):
    """A sealed head of the chain: after `events` events it was `head`."""

    events: int
    head: str
    #: The day, as 2026-11-24, and the code of the record in which it is printed.
    day: str
    record: str

    def __str__(self) -> str:
        return f"the checkpoint of {self.day} (record {self.record})"


def digest_of(line: Line, *, seq: Optional[int] = None) -> str:
    """SHA-256, in hex, of the canonical JSON of an event; computed for position `seq` when given."""
    body = [line[field] for field in HASHED]
    if seq is not None:
        body[HASHED.index("seq")] = seq
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(
    chain: str,
    read: Read,
    *,
    head: Optional[str] = None,
    length: Optional[int] = None,
    checkpoints: Sequence[Checkpoint] = (),
) -> Optional[Break]:
    """The first break of a chain, or None; `head` and `length` give its expected end."""
    sealed = {checkpoint.events: checkpoint for checkpoint in checkpoints}
    previous, place = GENESIS, 0
    for place, line in enumerate(read(), start=1):
        if not _holds(line, chain, place, previous):
            return _named(chain, read, place, previous, length)
        previous = line["digest"]
        if place in sealed and sealed[place].head != previous:
            reason = f"{sealed[place]} says that the chain passes through {sealed[place].head}"
            return Break(chain, place, CHANGED, reason)
    expected = max(length or 0, *sealed, 0)
    if place < expected:
        return Break(chain, place + 1, REMOVED, f"the chain had {expected} events, {place} were found")
    if length is not None and place > length:
        return Break(chain, length + 1, ADDED, f"the chain had {length} events, {place} were found")
    if head is not None and previous != head:
        return Break(chain, place, CHANGED, "it is not the last event that was recorded")
    return None


def _holds(line: Line, chain: str, place: int, previous: str) -> bool:
    links = line["chain"] == chain and line["seq"] == place and line["previous"] == previous
    return links and (_is_withheld(line) or digest_of(line) == line["digest"])


def _is_withheld(line: Line) -> bool:
    return bool(line.get("withheld"))


# -- what kind of break it is ------------------------------------------------------------------------


class _Around(NamedTuple):
    """The events around a break, found by a second reading."""

    line: Line
    following: Optional[Line]
    #: Whether the event recorded at this position is found further on.
    is_further_on: bool
    #: The number of events.
    total: int


def _named(chain: str, read: Read, place: int, previous: str, length: Optional[int]) -> Break:
    """The break with its kind, determined by a second reading of the chain."""
    around = _look_around(read, place, previous)
    line = around.line
    if length is not None and place > length:
        return Break(chain, place, ADDED, f"the chain had {length} events")
    if line["chain"] != chain:
        return Break(chain, place, ADDED, f"it was recorded in {line['chain']}")
    if line["seq"] != place:
        return _of_other_number(chain, around, place)
    return _of_other_content(chain, around, place, previous)


def _look_around(read: Read, place: int, previous: str) -> _Around:
    line: Line = {}
    following: Optional[Line] = None
    is_further_on, count = False, 0
    for count, event in enumerate(read(), start=1):
        if count == place:
            line = event
        elif count > place:
            following = following or event
            is_further_on = is_further_on or _belongs(event, place, previous)
    return _Around(line, following, is_further_on, count)


def _belongs(line: Line, place: int, previous: str) -> bool:
    """Whether an event was recorded at a position, even if it has another number now."""
    if line["previous"] != previous:
        return False
    return bool(line["seq"] == place) if _is_withheld(line) else digest_of(line, seq=place) == line["digest"]


def _of_other_number(chain: str, around: _Around, place: int) -> Break:
    seq = around.line["seq"]
    if seq < place:
        return Break(chain, place, ADDED, f"event {seq} stands here once more")
    if around.is_further_on:
        return Break(chain, place, REORDERED, f"event {seq} stands in its place")
    return Break(chain, place, REMOVED, f"event {seq} follows")


def _of_other_content(chain: str, around: _Around, place: int, previous: str) -> Break:
    line = around.line
    if _is_withheld(line) or digest_of(line) == line["digest"]:  # its previous digest was changed
        reason = "the event after it points to another"
        return Break(chain, max(place - 1, 1), CHANGED, reason)
    recorded_at = _recorded_at(line, around.total)
    if recorded_at is not None and recorded_at < place:
        return Break(chain, recorded_at, ADDED, f"what was event {recorded_at} bears number {place}")
    if recorded_at is not None:
        kind = REORDERED if around.is_further_on else REMOVED
        return Break(chain, place, kind, f"what was event {recorded_at} stands in its place")
    if around.following is not None and around.following["previous"] == previous:
        return Break(chain, place, ADDED, "the event after it does not know it")
    return Break(chain, place, CHANGED, "its content is not what was recorded")


def _recorded_at(line: Line, total: int) -> Optional[int]:
    """The original position of a renumbered event; an event before it may have been removed."""
    places = range(1, total + 2)
    return next((place for place in places if digest_of(line, seq=place) == line["digest"]), None)


# -- the export --------------------------------------------------------------------------------------


class Export:
    """The files of an export: a folder or a ZIP file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def heads(self) -> Line:
        """The chain's heads at the time of the export."""
        with self._opened("heads.json") as file:
            return dict(json.load(file))

    def events(self) -> Iterator[Line]:
        """The events in file order."""
        with self._opened("events.jsonl") as file:
            for text in file:
                if text.strip():
                    yield json.loads(text)

    @contextmanager
    def _opened(self, name: str) -> Iterator[io.TextIOBase]:
        if self._path.is_dir():
            with (self._path / name).open(encoding="utf-8") as file:
                yield file
            return
        with zipfile.ZipFile(self._path) as packed, packed.open(name) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8")


class Finding(NamedTuple):
    """The result of checking an export."""

    broken: Optional[Break]
    chain: str
    events: int
    withheld: int
    head: str
    #: The position of the requested head; 0 when the chain does not contain it.
    passes_at: int


def check(export: Export, wanted: str = "") -> Finding:
    """Recompute the chain of an export, and look for a head in it."""
    heads = export.heads()
    sealed = [Checkpoint(**checkpoint) for checkpoint in heads.get("checkpoints", [])]
    chain = str(heads["chain"])
    broken = first_break(chain, export.events, head=heads["head"], length=heads["events"], checkpoints=sealed)
    events = withheld = passes_at = 0
    for events, line in enumerate(export.events(), start=1):
        withheld += _is_withheld(line)
        passes_at = events if line["digest"] == wanted else passes_at
    return Finding(broken, chain, events, withheld, str(heads["head"]), passes_at)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Check the given export and print the result; returns 0, 1 or 2."""
    parser = argparse.ArgumentParser(description="Check an exported audit trail.")
    parser.add_argument("path", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--head", default="", help="a head of the audit trail, as a record prints it")
    asked = parser.parse_args(arguments)
    wanted = "".join(asked.head.split()).lower()
    try:
        finding = check(Export(asked.path), wanted)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"This is no export that can be read: {type(error).__name__}: {error}\n")
        return 2
    return _tell(finding, wanted)


def _tell(finding: Finding, wanted: str) -> int:
    if finding.broken:
        sys.stdout.write(f"{finding.broken}\n")
        return 1
    if wanted and not finding.passes_at:
        sys.stdout.write(f"{finding.chain}: no event has the head {wanted}.\n")
        return 1
    sys.stdout.write(f"{finding.chain}: {finding.events} events, the chain is whole. Head: {finding.head}\n")
    if wanted:
        sys.stdout.write(f"It passes through the head that you gave, at event {finding.passes_at}.\n")
    if finding.withheld:
        sys.stdout.write(
            f"{finding.withheld} events are withheld: their links were checked, their content was not.\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
