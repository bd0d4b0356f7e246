"""Exports of a trail: a ZIP file with the events, the heads, and a checker that needs only Python."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from registry.audit.hooks import TrailReader, is_hidden
from registry.audit.models import ChainHead, Event
from registry.audit.queries import line_of
from registry.audit.rules import check
from registry.audit.rules.hash_chain import canonical_moment, chain_of
from registry.audit_log.queries import checkpoints
from registry.database.session import db

#: Events read and written at once; this limits the memory that an export needs.
BATCH = 500
CHECKER = Path(check.__file__)
README = CHECKER.with_name("export_readme.txt")


class _Outlet(io.RawIOBase):
    """The target of the ZIP writer; yields what was written so far."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All bytes written since the last call."""
        taken, self._parts = b"".join(self._parts), []
        return taken


def export(team_id: int | None, *, reader: TrailReader | None, now: dt.datetime) -> Iterator[bytes]:
    """The bytes of the ZIP file of a team's or the installation's trail, part by part.

    For a reader, confidential content is withheld; for the administrator (no reader) nothing is.
    """
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", README.read_text(encoding="utf-8"))
        packed.writestr("check.py", CHECKER.read_text(encoding="utf-8"))
        with packed.open("events.jsonl", "w", force_zip64=True) as file:
            for batch in _batches(team_id, reader):
                file.write("".join(f"{_written(line)}\n" for line in batch).encode())
                yield outlet.take()
            heads = _heads(team_id, now)
        packed.writestr("heads.json", json.dumps(heads, indent=2) + "\n")
    yield outlet.take()


def _heads(team_id: int | None, now: dt.datetime) -> dict[str, Any]:
    events, head = _head(team_id)
    return {
        "chain": chain_of(team_id),
        "events": events,
        "head": head,
        "exported_at": canonical_moment(now),
        "checkpoints": [checkpoint._asdict() for checkpoint in checkpoints.sealed_of(team_id)],
    }


def _head(team_id: int | None) -> tuple[int, str]:
    """The current end of the chain, read from the database even when its row is already loaded."""
    query = sa.select(ChainHead.seq, ChainHead.digest).where(ChainHead.chain == chain_of(team_id))
    row = db.session.execute(query).first()
    return (row[0], row[1]) if row else (0, check.GENESIS)


def _batches(team_id: int | None, reader: TrailReader | None) -> Iterator[list[check.Line]]:
    """The events up to the end of the chain, in batches, until no new ones arrive.

    Events beyond the recorded end are included, so that the checker finds additions.
    """
    place = -1
    while True:
        rows = _rows(team_id, place, reader)
        if rows:
            yield [_line(event, is_withheld=withheld) for event, withheld in rows]
            place = rows[-1][0].seq
        if not rows or (len(rows) < BATCH and _head(team_id)[0] <= place):
            return


def _rows(team_id: int | None, place: int, reader: TrailReader | None) -> list[tuple[Event, bool]]:
    query = (
        sa.select(Event, is_hidden(reader) if reader else sa.false())
        .where(Event.chain == chain_of(team_id), Event.seq > place)
        .order_by(Event.seq)
        .limit(BATCH)
    )
    rows = [(event, bool(withheld)) for event, withheld in db.session.execute(query)]
    for event, _ in rows:
        db.session.expunge(event)
    return rows


def _line(event: Event, *, is_withheld: bool) -> check.Line:
    if not is_withheld:
        return line_of(event)
    return {
        "chain": event.chain,
        "seq": event.seq,
        "previous": event.previous,
        "digest": event.digest,
        "withheld": True,
    }


def _written(line: check.Line) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
