"""Levels reached with a time-stamp authority started here, confirmed by DSS."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from registry.certificates.trust import Trust, read_certificates
from registry.pdf.levels import Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from tests.conformance.checkers import FLAVOURS, Checkers
from tests.conformance.collection import SIGNED, Sample
from tests.conformance.standards import BASELINE, holds
from tests.time_authority import TimeAuthority


def section(checkers: Checkers, samples: Sequence[Sample], folder: Path) -> list[str]:
    """Raise one signed record to each level; returns what was not confirmed."""
    print("== Levels with a time-stamp authority, by DSS and veraPDF")
    sample = next(one for one in samples if one.stage == SIGNED)
    (folder / "time").mkdir(exist_ok=True)
    authority = TimeAuthority(folder / "time")
    try:
        return [
            f"{sample.name} at {aim.value}: {failure}"
            for aim in (Level.B_T, Level.B_LT, Level.B_LTA)
            for failure in _failures(checkers, sample, authority, aim, folder)
        ]
    finally:
        authority.close()


def _failures(
    checkers: Checkers, sample: Sample, authority: TimeAuthority, aim: Level, folder: Path
) -> Iterator[str]:
    trust = Trust.read(sample.root.parent, authority.roots)
    stamps = TimeStampAuthority(authority.url, read_certificates(authority.roots))
    backing = Backing(trust.root, trust.revocation_lists, stamps)
    raised = augment(sample.content, Level.B_B, aim=aim, backing=backing)
    file = folder / f"{sample.name}-{aim.value}.pdf"
    file.write_bytes(raised.content)
    for standard in FLAVOURS:
        yield from (f"{standard} {str(rule)[:300]}" for rule in checkers.failed_rules(file, standard))
    signatures, found = checkers.judge(
        file, trusted=[sample.root, authority.roots], revocation_lists=sample.revocation_lists
    )
    levels = sorted({one.level for one in signatures})
    print(f"  {aim.value}: {', '.join(levels)}; {len(found)} time stamps, {len(raised.content):,} bytes")
    if levels != [f"{BASELINE}{aim.value.removeprefix('B-')}"] or not all(map(holds, signatures)):
        yield f"DSS says {signatures}"
    if not all(one.matches and one.intact for one in found):
        yield f"DSS says {found}"
