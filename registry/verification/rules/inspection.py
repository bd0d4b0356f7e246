"""What a PDF says about itself: signatures, seal, embedded files.

Nothing is compared with stored data here.
"""

import datetime as dt
import enum
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from registry.certificates.trust import Trust
from registry.errors import N_
from registry.files.fingerprints import fingerprint_of
from registry.labels import Labelled
from registry.pdf.values import SEAL_FIELD, SIGNATURE_FIELD, STAMP_FIELD, Level
from registry.records.rules import CODE_PATTERN
from registry.verification.rules.signatures import Signature, closed_ones, read_signature, shortened
from registry.verification.rules.time_stamps import TimeStamp, level_of, nothing_but_stamps, stamps_in

#: The header of a PDF may begin within this many bytes.
HEADER_WITHIN = 1024
#: The end mark must be within this many bytes of the end.
END_WITHIN = 1024
#: The most attached files and signatures that are examined; none of our files has more.
MOST_ATTACHED = 2_000
MOST_SIGNATURES = 20

_REASON = re.compile(rf"Record ({CODE_PATTERN})")
_REASON_BYTES = re.compile(rf"Record ({CODE_PATTERN})".encode())


class Problem(enum.StrEnum):
    """Why a file could not be examined."""

    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MUCH = "too_much"


class Flaw(Labelled):
    """A sign that a file is not as the registry sealed it."""

    CUT_SHORT = "cut_short", N_("Its end is missing: the file was cut short.")
    BYTES_CHANGED = "bytes_changed", N_("Bytes that were sealed have been changed or damaged.")
    CONTENT_CHANGED = "content_changed", N_("Its content was changed after it was sealed.")
    REWRITTEN = "rewritten", N_("It was saved anew by another program, which breaks the seal.")
    ADDED = "added", N_("Something was added to it after it was sealed or signed.")
    NOT_CERTIFIED = (
        "not_certified",
        N_("The seal does not certify the file as the registry’s seal does."),
    )
    SIGNATURE_MISSING = "signature_missing", N_("The signatory’s digital signature is missing.")
    SIGNATURE_FOREIGN = (
        "signature_foreign",
        N_("It carries a signature whose certificate this registry did not issue."),
    )
    FIELDS_DIFFER = "fields_differ", N_("It has other signature fields than a record has.")
    ATTACHMENT_ALTERED = "attachment_altered", N_("A record attached inside it is not as it was sealed.")
    TIME_STAMP_FOREIGN = (
        "time_stamp_foreign",
        N_("It carries a time stamp that is broken or comes from an authority not known here."),
    )
    SIGNATURE_UNTIMELY = (
        "signature_untimely",
        N_("It carries a signature whose certificate is not valid today: its time is over or has not come."),
    )


@dataclass(frozen=True)
class AttachedFile:
    """An embedded file; `intact` is None when it does not claim to be a record."""

    name: str
    fingerprint: str
    intact: bool | None


@dataclass(frozen=True)
class Examination:
    """Everything found in a file."""

    problem: Problem | None = None
    #: The record code named by the seal, or found in the bytes when the seal cannot be read.
    code: str = ""
    pages: int = 0
    sealed_by_us: bool = False
    signatures: Sequence[Signature] = ()
    time_stamps: Sequence[TimeStamp] = ()
    attached: Sequence[AttachedFile] = ()
    flaws: Sequence[Flaw] = field(default_factory=tuple)

    @property
    def is_intact(self) -> bool:
        """Whether the file is complete, unchanged and ours."""
        return self.problem is None and self.sealed_by_us and not self.flaws


def examine(data: bytes, trust: Trust, at: dt.datetime, *, inner: bool = True) -> Examination:
    """Examine a file completely. `inner` also examines the embedded records, one level deep."""
    if b"%PDF-" not in data[:HEADER_WITHIN]:
        return Examination(problem=Problem.NOT_PDF)
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        if reader.encrypted:
            return Examination(problem=Problem.ENCRYPTED)
        return _Examining(data, reader, trust, at).run(inner=inner)
    except PdfDecodeLimitError:
        return Examination(problem=Problem.TOO_MUCH)
    except MemoryError:
        raise
    except Exception:  # hostile bytes can cause any error in a parser; then the file is damaged
        return _damaged(data)


def _damaged(data: bytes) -> Examination:
    """The result for bytes that cannot be read as a PDF."""
    named = _REASON_BYTES.search(data.replace(rb"\055", b"-"))  # hyphens are written as octal escapes
    is_cut = b"%%EOF" not in data[-END_WITHIN:]
    return Examination(
        problem=Problem.DAMAGED,
        code=named[1].decode() if named else "",
        flaws=(Flaw.CUT_SHORT if is_cut else Flaw.BYTES_CHANGED,),
    )


class _Examining:
    """The examination of one readable file."""

    def __init__(self, data: bytes, reader: PdfFileReader, trust: Trust, at: dt.datetime) -> None:
        self.data, self.reader, self.trust, self.at = data, reader, trust, at
        self.flaws: list[Flaw] = []

    def run(self, *, inner: bool) -> Examination:
        embedded = self.reader.embedded_regular_signatures[:MOST_SIGNATURES]
        stamps = stamps_in(self.reader, self.trust.time_context(self.at), most=MOST_SIGNATURES)
        level = level_of(self.reader, stamps)
        closed = [False] * len(embedded) if inner else closed_ones(embedded)
        signatures = [
            self._signature(signature_read, level, is_closed=is_closed)
            for signature_read, is_closed in zip(embedded, closed, strict=True)
        ]
        sealed = any(signature.by_seal for signature in signatures)
        attached: list[AttachedFile] = []
        if sealed:
            self._judge(signatures, stamps)
            attached = list(_attached_files(self.data, self.trust, self.at if inner else None))
            self._note(
                Flaw.ATTACHMENT_ALTERED, any(attached_file.intact is False for attached_file in attached)
            )
        return Examination(
            code=_code_of(signatures),
            pages=_count_pages(self.reader),
            sealed_by_us=sealed,
            signatures=signatures,
            time_stamps=stamps,
            attached=attached,
            flaws=tuple(self.flaws),
        )

    def _note(self, flaw: Flaw, is_so: bool) -> None:
        if is_so and flaw not in self.flaws:
            self.flaws.append(flaw)

    def _judge(self, signatures: Sequence[Signature], stamps: Sequence[TimeStamp]) -> None:
        """Note every difference between the file and files that the registry makes."""
        first = signatures[0]
        # Without a signature in its place, the other findings are meaningless.
        if not any(signature.in_place for signature in signatures):
            self._note(Flaw.REWRITTEN, True)
            return
        bytes_hold = all(signature.intact and signature.valid for signature in signatures)
        self._note(Flaw.BYTES_CHANGED, not bytes_hold)
        intact = [signature for signature in signatures if signature.intact and signature.valid]
        self._note(Flaw.SIGNATURE_UNTIMELY, any(signature.untimely for signature in intact))
        self._note(
            Flaw.SIGNATURE_FOREIGN,
            any(not signature.trusted and not signature.untimely for signature in intact),
        )
        self._note(Flaw.NOT_CERTIFIED, not (first.by_seal and first.certifies and first.field == SEAL_FIELD))
        self._note(
            Flaw.NOT_CERTIFIED,
            any(signature.by_seal and signature.field != SEAL_FIELD for signature in signatures),
        )
        self._note(Flaw.CONTENT_CHANGED, any(signature.is_changed for signature in signatures))
        self._note(Flaw.TIME_STAMP_FOREIGN, not all(stamp.holds for stamp in stamps))
        self._note(Flaw.ADDED, self._has_additions(signatures, stamps))
        self._judge_fields([signature.field for signature in signatures], len(stamps))
        self._note(
            Flaw.BYTES_CHANGED, not self.flaws and not all(signature.holds for signature in signatures)
        )

    def _has_additions(self, signatures: Sequence[Signature], stamps: Sequence[TimeStamp]) -> bool:
        """Whether the signatures are followed by more than time stamps and validation data."""
        if stamps:
            return not nothing_but_stamps(self.reader, stamps, after=len(signatures), data=self.data)
        is_open_ended = signatures[-1].coverage != SignatureCoverageLevel.ENTIRE_FILE.name
        return is_open_ended or self.reader.xrefs.total_revisions != 1 + len(signatures)

    def _judge_fields(self, filled: Sequence[str], stamps: int) -> None:
        fields = [name for name, _value, _reference in enumerate_sig_fields(self.reader)]
        stamp_fields = [name for name in fields if name.startswith(STAMP_FIELD)]
        self._note(Flaw.FIELDS_DIFFER, len(stamp_fields) != stamps)
        fields = [name for name in fields if name not in stamp_fields]
        self._note(Flaw.SIGNATURE_MISSING, SIGNATURE_FIELD in fields and SIGNATURE_FIELD not in filled)
        expected = [SEAL_FIELD, *([SIGNATURE_FIELD] if SIGNATURE_FIELD in fields else [])]
        in_order = list(filled) == expected[: len(filled)]
        self._note(Flaw.FIELDS_DIFFER, sorted(fields) != sorted(expected) or not in_order)

    def _signature(self, embedded: EmbeddedPdfSignature, level: Level, *, is_closed: bool) -> Signature:
        # a separate context, so that no signature can use another's certificates
        judging = self.trust.judging(embedded, self.at)
        return read_signature(
            self.reader, embedded, level, seals=self.trust.seals, judging=judging, is_closed=is_closed
        )


def _code_of(signatures: Sequence[Signature]) -> str:
    """The record code named by the first signature that names one."""
    matches = (_REASON.match(signature.reason) for signature in signatures)
    return next((match[1] for match in matches if match), "")


def _count_pages(reader: PdfFileReader) -> int:
    """The number of pages stated in the file."""
    return int(reader.root["/Pages"].get("/Count", 0))


def _attached_files(data: bytes, trust: Trust, at: dt.datetime | None) -> Iterator[AttachedFile]:
    """The embedded files; those named by a record code are examined when a moment is given."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for name, specification in list(pdf.attachments.items())[:MOST_ATTACHED]:
            content = specification.get_file().read_bytes()
            is_record = re.fullmatch(rf"{CODE_PATTERN}\.pdf", name) is not None
            intact = _is_record_intact(content, name, trust, at) if is_record and at else None
            yield AttachedFile(shortened(name), fingerprint_of(content), intact)


def _is_record_intact(content: bytes, name: str, trust: Trust, at: dt.datetime) -> bool:
    examination = examine(content, trust, at, inner=False)
    return examination.is_intact and f"{examination.code}.pdf" == name


def as_json(examination: Examination) -> dict[str, Any]:
    """An examination as plain values, for the pipe between processes."""
    return {
        "problem": examination.problem,
        "code": examination.code,
        "pages": examination.pages,
        "sealed_by_us": examination.sealed_by_us,
        "signatures": [vars(signature) for signature in examination.signatures],
        "time_stamps": [vars(stamp) for stamp in examination.time_stamps],
        "attached": [vars(attached_file) for attached_file in examination.attached],
        "flaws": list(examination.flaws),
    }


def from_json(values: dict[str, Any]) -> Examination:
    """Read what `as_json` made."""
    return Examination(
        problem=Problem(values["problem"]) if values["problem"] else None,
        code=str(values["code"]),
        pages=int(values["pages"]),
        sealed_by_us=bool(values["sealed_by_us"]),
        signatures=[Signature(**signature) for signature in values["signatures"]],
        time_stamps=[TimeStamp(**time_stamp) for time_stamp in values["time_stamps"]],
        attached=[AttachedFile(**attached_file) for attached_file in values["attached"]],
        flaws=tuple(Flaw(flaw) for flaw in values["flaws"]),
    )
