"""Every kind of record in both languages, at each step of its making, from a demonstration of its own."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from pyhanko.pdf_utils.reader import PdfFileReader

from registry import clock
from registry.database.session import db
from registry.demo import installation as demo_installation
from registry.documents.models import Version
from registry.documents.services import documents
from registry.jobs import runner
from registry.pdf.values import SEAL_FIELD, SIGNATURE_FIELD
from registry.records import hooks as record_hooks
from registry.records.models import Record, RecordOrder
from registry.records.queries import records
from registry.records.rules import Draft, RecordKind
from registry.records.services import drafts
from registry.teams.rules import LANGUAGES
from tests import databases
from tests.conformance import rare
from tests.faults import gathering
from tests.naming import NAMES
from tests.records import builders

BEFORE, SEALED, SIGNED = "before signing", "sealed", "signed"
#: Kinds beside those of `RecordKind`.
READING_COPY, EDITION_OF_SIXTY, NAME = "reading_copy", "edition_of_sixty", "name"
#: Kinds in one language each, the other's text being another thing.
GIVEN = (RecordKind.COMMITMENT.value, RecordKind.EDITION.value)
#: As the seal's certificate names it.
SEAL = (SEAL_FIELD, "Partnership Registry Seal", "Partnership Registry")


@dataclass(frozen=True)
class Sample:
    """A file at one step of its making, and what checkers are to find in it."""

    #: Says kind, number, language and stage; fit for a file's name.
    name: str
    #: A `RecordKind`, `READING_COPY`, `EDITION_OF_SIXTY` or `NAME`.
    kind: str
    language: str
    #: BEFORE, SEALED or SIGNED; the last of them is the file as it is given out.
    stage: str
    content: bytes
    #: Field, name and organization of each signature that it should carry, as registered.
    signers: list[tuple[str, str, str]]
    #: The root certificate that signed it in the end, and the revocation lists; no files where nobody does.
    root: Path
    revocation_lists: list[Path]


def collect(folder: Path) -> list[Sample]:
    """Every kind in English and French, before and after signing, an edition of sixty, and every name."""
    return [
        *collect_small(folder / "demo"),
        *collect_large(folder / "sixty"),
        *collect_names(folder / "names"),
    ]


def collect_small(folder: Path) -> list[Sample]:
    """Every kind in English and French, before and after signing; some ten seconds' work."""
    installation = databases.OnSqlite(folder)
    with installation.app.app_context():
        demo_installation.fill(clock.now())
        rare.play()
        for name in demo_installation.WORK:
            runner.run(name)
        samples = [*_given(folder), *_ordered(folder), *_reading_copies(folder)]
    installation.remove()
    return samples


def collect_large(folder: Path) -> list[Sample]:
    """The edition with sixty records attached; half a minute's work."""
    installation = databases.OnSqlite(folder)
    gathered = gathering.gather(installation.app, folder, clock.now())
    installation.remove()
    return list(_stages(gathered.edition, EDITION_OF_SIXTY, "en", (SEAL,), folder, number=1))


def collect_names(folder: Path) -> list[Sample]:
    """A small record, signed in each of the forty names as people have them."""
    record = builders.make_record(folder / "keys", clock.now())
    samples = []
    for number, name in enumerate(NAMES):
        _, content = builders.sign_record(record.joined, record.authority, name=name, now=clock.now())
        signers = (SEAL, (SIGNATURE_FIELD, name, builders.ORGANIZATION))
        samples.append(_sample(content, NAME, "en", SIGNED, signers, folder, number=number))
    return samples


def _given(folder: Path) -> Iterator[Sample]:
    """Commitments and editions, each in the language in which it was given: its text is fixed by then."""
    for order in _orders(RecordOrder.kind.in_(GIVEN)):
        yield from _kept(order.record, record_hooks.draft_of(order)[0], folder, order.about[1])


def _ordered(folder: Path) -> Iterator[Sample]:
    """What features order: the record as it was made, and drafted afresh in the other language."""
    for order in _orders(RecordOrder.kind.not_in(GIVEN)):
        yield from _kept(order.record, record_hooks.draft_of(order)[0], folder, order.id)
        with db.session.no_autoflush:  # a change for the draft alone, never written
            [order.language] = set(LANGUAGES) - {order.language}
            draft, _ = record_hooks.draft_of(order)
            content = drafts.make_paper(draft, now=clock.now()).content
        yield from _made(draft, content, folder, order.id)
        db.session.rollback()


def _orders(which: sa.ColumnElement[bool]) -> list[RecordOrder]:
    """The orders of some kinds; all are made."""
    found = db.session.scalars(sa.select(RecordOrder).where(which).order_by(RecordOrder.id)).all()
    assert not [order.problem for order in found if order.record is None]
    return list(found)


def _reading_copies(folder: Path) -> Iterator[Sample]:
    versions = db.session.scalars(sa.select(Version).order_by(Version.id))
    for version in (one for one in versions if not one.is_uploaded):  # those are as others made them
        for language in version.languages:
            content = documents.reading_copy(version, language=language)
            yield _sample(content, READING_COPY, language, BEFORE, (), folder, number=version.id)


def _kept(record: Record, draft: Draft, folder: Path, number: int) -> Iterator[Sample]:
    yield from _made(draft, records.content_of(record), folder, number)


def _made(draft: Draft, content: bytes, folder: Path, number: int) -> Iterator[Sample]:
    signers = [SEAL]
    if draft.signer is not None:
        signers.append((SIGNATURE_FIELD, draft.signer.name, draft.signer.organization))
    yield from _stages(content, draft.kind.value, draft.language, tuple(signers), folder, number=number)


def _stages(
    content: bytes,
    kind: str,
    language: str,
    signers: tuple[tuple[str, str, str], ...],
    folder: Path,
    *,
    number: int,
) -> Iterator[Sample]:
    """The file as it was before each signature: signing only ever appends."""
    yield _sample(_unsigned(content), kind, language, BEFORE, (), folder, number=number)
    if len(signers) > 1:
        yield _sample(_sealed(content), kind, language, SEALED, (SEAL,), folder, number=number)
    last = SIGNED if len(signers) > 1 else SEALED
    yield _sample(content, kind, language, last, signers, folder, number=number)


def _sample(
    content: bytes,
    kind: str,
    language: str,
    stage: str,
    signers: tuple[tuple[str, str, str], ...],
    folder: Path,
    *,
    number: int,
) -> Sample:
    keys = folder / "keys"
    return Sample(
        name=f"{kind}-{number}-{language}-{stage.replace(' ', '-')}",
        kind=kind,
        language=language,
        stage=stage,
        content=content,
        signers=list(signers),
        root=keys / "root.pem",
        revocation_lists=[keys / "root.crl", keys / "issuing.crl"],
    )


def _unsigned(content: bytes) -> bytes:
    """The first revision of a file."""
    start = PdfFileReader(io.BytesIO(content)).xrefs.get_startxref_for_revision(0)  # type: ignore[no-untyped-call]
    mark = b"%%EOF"
    return content[: content.index(mark, start) + len(mark)] + b"\n"


def _sealed(content: bytes) -> bytes:
    """A file up to the end of its first signature's revision."""
    seal = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]  # type: ignore[no-untyped-call]
    return content[: int(seal.byte_range[2]) + int(seal.byte_range[3])]
