"""What veraPDF and DSS say of each kind of record, in both languages, at each step of its making."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from registry.certificates.names import in_room
from tests.conformance.checkers import FLAVOURS, Checkers, CheckFailed, JudgedSignature
from tests.conformance.collection import Sample

#: How DSS calls a level that is at least B-B.
BASELINE = "PAdES-BASELINE-"


def section(checkers: Checkers, samples: Sequence[Sample], folder: Path) -> list[str]:
    """Print a line a kind and language; returns what was not accepted."""
    print("== PDF/A-3a and PDF/UA-1 by veraPDF, signatures by DSS")
    failures: list[str] = []
    by_line: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sample in samples:
        found = list(_failures(checkers, sample, folder))
        failures += [f"{sample.name}: {one}" for one in found]
        signed = f", {len(sample.signers)} signatures" if sample.signers else ""
        by_line[sample.kind, sample.language].append(f"{sample.stage}{signed}{' FAILED' if found else ''}")
    for (kind, language), said in by_line.items():
        counted = [f"{said.count(one)} {one}" for one in dict.fromkeys(said)]
        print(f"  {kind} {language}: {'; '.join(counted)}")
    return failures


def _failures(checkers: Checkers, sample: Sample, folder: Path) -> Iterator[str]:
    file = folder / f"{sample.name}.pdf"
    file.write_bytes(sample.content)
    for standard in FLAVOURS:
        try:
            for rule in checkers.failed_rules(file, standard):
                yield f"{standard} {str(rule)[:300]}"
        except CheckFailed as error:
            yield f"{standard}: {error}"
    if sample.signers:
        signatures, _stamps = checkers.judge(
            file, trusted=[sample.root], revocation_lists=sample.revocation_lists
        )
        yield from _signature_failures(signatures, sample)


def _signature_failures(signatures: Sequence[JudgedSignature], sample: Sample) -> Iterator[str]:
    found = [(one.field, one.signer, one.organization) for one in signatures]
    wanted = [(field, in_room(name), in_room(body)) for field, name, body in sample.signers]
    if found != wanted:
        yield f"DSS finds the signers {found}, not {wanted}"
    for one in signatures:
        if not holds(one):
            yield f"DSS on {one.field}: {one}"


def holds(signature: JudgedSignature) -> bool:
    """Whether DSS accepts a signature: a baseline level, intact, passed, no page changed under it."""
    return (
        signature.level.startswith(BASELINE)
        and signature.indication == "TOTAL_PASSED"
        and signature.intact
        and not signature.pages_changed
    )
