"""An edition with many records inside: made, opened, and verified as somebody's file is."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pikepdf

from registry import clock
from registry.records.rules import Paper
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from tests.benchmarks import installation, memory
from tests.benchmarks.bare import Bare
from tests.benchmarks.records import make

Made = TypeVar("Made")


@dataclass(frozen=True)
class Steps:
    """What an edition took: seconds, and megabytes of a million bytes."""

    records: int
    pages: int
    size_mb: float
    records_made_s: float
    edition_made_s: float
    #: Over a bare render of its pages.
    edition_over_bare: float
    opened_s: float
    #: By somebody who has the file where the registry keeps no such record: examined in full.
    verified_s: float
    outcome: str
    attached_intact: int
    edition_peak_mb: float
    verification_peak_mb: float

    @property
    def is_verified(self) -> bool:
        """Whether the file and every record inside were found to be ours and unchanged."""
        return self.outcome == Outcome.INTACT_UNKNOWN and self.attached_intact == self.records


def run(folder: Path, count: int) -> Steps:
    """Every step once."""
    app = installation.set_up(folder, count)
    with app.app_context():
        _none, records_made = _timed(installation.issue_records)
        draft = installation.edition_draft()
        _none, rendered = _timed(Bare(draft).render)
        paper, edition_made = _timed(lambda: make(draft))
        inside, opened = _timed(lambda: _open(paper))
        verdict, verified = _timed(lambda: verdicts.verify(paper.content, now=clock.now()))
        (folder / "edition.pdf").write_bytes(paper.content)
    assert inside == count
    return Steps(
        records=count,
        pages=paper.pages,
        size_mb=round(len(paper.content) / 1e6, 2),
        records_made_s=records_made,
        edition_made_s=edition_made,
        edition_over_bare=round(edition_made / rendered, 2),
        opened_s=opened,
        verified_s=verified,
        outcome=verdict.outcome.value,
        attached_intact=sum(one.intact is True for one in verdict.attached),
        edition_peak_mb=memory.peak_of(folder, "edition"),
        verification_peak_mb=memory.peak_of(folder, "verification"),
    )


def _open(paper: Paper) -> int:
    """Open the file and take every record out; how many there are."""
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        return len([file.get_file().read_bytes() for file in pdf.attachments.values()])


def _timed(work: Callable[[], Made]) -> tuple[Made, float]:
    began = time.perf_counter()
    made = work()
    return made, round(time.perf_counter() - began, 2)
