"""What the bytes of a PDF say of themselves: signatures, seal, attached files. Nothing is looked up here."""

import datetime as dt
import enum
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import cms, crl, pem, x509
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from registry.records.rules import CODE_PATTERN, Level, fingerprint_of
from registry.records.seal import SEAL_FIELD, SIGNATURE_FIELD

#: A PDF may begin within this many bytes.
HEADER_WITHIN = 1024
#: The end mark stands within this many bytes of the end.
END_WITHIN = 1024
#: Attached files and signatures that are looked at; no file of ours has more.
MOST_ATTACHED = 2_000
MOST_SIGNATURES = 20
#: Letters that are reported of any text in a file.
MOST_LETTERS = 300

_REASON = re.compile(rf"Record ({CODE_PATTERN})")
_REASON_BYTES = re.compile(rf"Record ({CODE_PATTERN})".encode())


class Problem(enum.StrEnum):
    """Why a file could not be examined."""

    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MUCH = "too_much"


class Flaw(enum.StrEnum):
    """What tells that a file is not as the registry sealed it."""

    CUT_SHORT = "cut_short"
    BYTES_CHANGED = "bytes_changed"
    CONTENT_CHANGED = "content_changed"
    REWRITTEN = "rewritten"
    ADDED = "added"
    NOT_CERTIFIED = "not_certified"
    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_FOREIGN = "signature_foreign"
    FIELDS_DIFFER = "fields_differ"
    ATTACHMENT_ALTERED = "attachment_altered"


@dataclass(frozen=True)
class Trust:
    """The certificates that a record must come from."""

    root: x509.Certificate
    seal: x509.Certificate
    revocation_lists: tuple[crl.CertificateList, ...]

    @classmethod
    def read(cls, folder: Path) -> "Trust":
        """The public part of the authority kept in a folder."""
        return cls(
            root=_certificate(folder / "root.pem"),
            seal=_certificate(folder / "seal.pem"),
            revocation_lists=tuple(
                crl.CertificateList.load((folder / name).read_bytes()) for name in ("root.crl", "issuing.crl")
            ),
        )

    def context(self, at: dt.datetime) -> ValidationContext:
        """Validation with this root alone, at a moment, with nothing fetched."""
        return ValidationContext(
            trust_roots=[self.root], crls=list(self.revocation_lists), moment=at, allow_fetching=False
        )


@dataclass(frozen=True)
class Signature:
    """One signature in a file, as it was found."""

    field: str
    signer: str
    organization: str
    serial: str
    #: When it says it was signed, in ISO 8601; empty where it does not say.
    signed_at: str
    reason: str
    level: str
    #: The signed bytes are as they were.
    intact: bool
    #: The signature over them holds.
    valid: bool
    #: Its certificate comes from our authority.
    trusted: bool
    #: pyHanko's judgement of all this together.
    holds: bool
    coverage: str
    modification: str
    #: What came later is allowed by the seal.
    later_changes_allowed: bool
    by_seal: bool
    certifies: bool


@dataclass(frozen=True)
class AttachedFile:
    """A file inside a file; `intact` is None where it does not claim to be a record."""

    name: str
    fingerprint: str
    intact: bool | None


@dataclass(frozen=True)
class Examination:
    """All that a file said."""

    problem: Problem | None = None
    #: The record code that the seal names, or that stands in the bytes where the seal cannot be read.
    code: str = ""
    pages: int = 0
    sealed_by_us: bool = False
    signatures: Sequence[Signature] = ()
    attached: Sequence[AttachedFile] = ()
    flaws: Sequence[Flaw] = field(default_factory=tuple)

    @property
    def is_intact(self) -> bool:
        """Whether it is whole, unchanged and ours."""
        return self.problem is None and self.sealed_by_us and not self.flaws


def examine(data: bytes, trust: Trust, at: dt.datetime, *, inner: bool = True) -> Examination:
    """Look at a file from all sides. `inner` also looks at the records attached inside, one level deep."""
    if b"%PDF-" not in data[:HEADER_WITHIN]:
        return Examination(problem=Problem.NOT_PDF)
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        if reader.encrypted:
            return Examination(problem=Problem.ENCRYPTED)
        return _Examining(data, reader, trust, at, is_attached=not inner).run()
    except PdfDecodeLimitError:
        return Examination(problem=Problem.TOO_MUCH)
    except MemoryError:
        raise
    except Exception:  # hostile bytes can break a parser anywhere; whatever it is, the file is damaged
        return _damaged(data)


def _damaged(data: bytes) -> Examination:
    """What can be said of bytes that cannot be read as a PDF."""
    named = _REASON_BYTES.search(data.replace(rb"\055", b"-"))  # hyphens are written as octal escapes
    is_cut = b"%%EOF" not in data[-END_WITHIN:]
    return Examination(
        problem=Problem.DAMAGED,
        code=named[1].decode() if named else "",
        flaws=(Flaw.CUT_SHORT if is_cut else Flaw.BYTES_CHANGED,),
    )


class _Examining:
    """The examination of one file that could be read."""

    def __init__(
        self, data: bytes, reader: PdfFileReader, trust: Trust, at: dt.datetime, *, is_attached: bool
    ) -> None:
        self.data, self.reader, self.trust, self.at = data, reader, trust, at
        self.is_attached = is_attached
        self.flaws: list[Flaw] = []
        #: Whether what came between two signatures needs no comparing.
        self.is_closed = False

    def run(self) -> Examination:
        embedded = self.reader.embedded_signatures[:MOST_SIGNATURES]
        self.is_closed = self.is_attached and _is_closed(embedded)
        signatures = [self._signature(one) for one in embedded]
        sealed = any(one.by_seal for one in signatures)
        attached: list[AttachedFile] = []
        if sealed:
            self._judge(signatures)
            attached = list(_attached_files(self.data, self.trust, None if self.is_attached else self.at))
            self._note(Flaw.ATTACHMENT_ALTERED, any(one.intact is False for one in attached))
        return Examination(
            code=_code_of(signatures),
            pages=_count_pages(self.reader),
            sealed_by_us=sealed,
            signatures=signatures,
            attached=attached,
            flaws=tuple(self.flaws),
        )

    def _note(self, flaw: Flaw, is_so: bool) -> None:
        if is_so and flaw not in self.flaws:
            self.flaws.append(flaw)

    def _judge(self, signatures: Sequence[Signature]) -> None:
        """Note everything in which the file differs from what the registry makes."""
        first, last = signatures[0], signatures[-1]
        rewritten = any(one.coverage == SignatureCoverageLevel.UNCLEAR.name for one in signatures)
        self._note(Flaw.REWRITTEN, rewritten)
        bytes_hold = all(one.intact and one.valid for one in signatures)
        self._note(Flaw.BYTES_CHANGED, not rewritten and not bytes_hold)
        is_foreign = any(one.intact and one.valid and not one.trusted for one in signatures)
        self._note(Flaw.SIGNATURE_FOREIGN, is_foreign)
        self._note(Flaw.NOT_CERTIFIED, not (first.by_seal and first.certifies and first.field == SEAL_FIELD))
        self._note(Flaw.CONTENT_CHANGED, not rewritten and any(_is_changed(one) for one in signatures))
        is_open_ended = last.coverage != SignatureCoverageLevel.ENTIRE_FILE.name
        has_more_revisions = self.reader.xrefs.total_revisions != 1 + len(signatures)
        self._note(Flaw.ADDED, not rewritten and (is_open_ended or has_more_revisions))
        self._judge_fields([one.field for one in signatures])
        self._note(Flaw.BYTES_CHANGED, not self.flaws and not all(one.holds for one in signatures))

    def _judge_fields(self, filled: Sequence[str]) -> None:
        fields = [name for name, _value, _reference in enumerate_sig_fields(self.reader)]
        self._note(Flaw.SIGNATURE_MISSING, SIGNATURE_FIELD in fields and SIGNATURE_FIELD not in filled)
        expected = [SEAL_FIELD, *([SIGNATURE_FIELD] if SIGNATURE_FIELD in fields else [])]
        in_order = list(filled) == expected[: len(filled)]
        self._note(Flaw.FIELDS_DIFFER, sorted(fields) != sorted(expected) or not in_order)

    def _signature(self, embedded: EmbeddedPdfSignature) -> Signature:
        try:
            status = validate_pdf_signature(embedded, self.trust.context(self.at), skip_diff=self.is_closed)
        except (SignatureValidationError, SigningError, PdfError):
            return _unreadable(embedded, self.trust)
        subject = status.signing_cert.subject.native
        level = ModificationLevel.NONE if self.is_closed else status.modification_level
        signed_at = status.signer_reported_dt
        return Signature(
            field=_shortened(embedded.field_name),
            signer=_shortened(subject.get("common_name", "")),
            organization=_shortened(subject.get("organization_name", "")),
            serial=f"{status.signing_cert.serial_number:x}",
            signed_at=signed_at.isoformat() if signed_at else "",
            reason=_reason_of(embedded),
            level=_level_of(status),
            intact=status.intact,
            valid=status.valid and _is_padded_with_nothing(embedded),
            trusted=status.trusted,
            holds=status.bottom_line,
            coverage=(status.coverage or SignatureCoverageLevel.UNCLEAR).name,
            modification=level.name if level is not None else ModificationLevel.OTHER.name,
            later_changes_allowed=self.is_closed or bool(status.docmdp_ok),
            by_seal=_is_by_seal(embedded, self.trust),
            certifies=_certifies(self.reader, embedded),
        )


def _is_closed(embedded: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether the last signature closes the whole file.

    In a record it is made by the registry alone, over bytes that it has just sealed, with a key that it has
    issued and forgets. Where that signature holds, which is judged as ever, nobody can have put anything in
    before it: the comparing of revisions, nearly all the time of an examination, adds nothing there.
    """
    return bool(embedded) and embedded[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE


def _is_changed(signature: Signature) -> bool:
    """Whether more than a signature came after this one."""
    allowed = [ModificationLevel.NONE.name, ModificationLevel.LTA_UPDATES.name]
    if signature.field == SEAL_FIELD:
        allowed.append(ModificationLevel.FORM_FILLING.name)
    return not signature.later_changes_allowed or signature.modification not in allowed


def _unreadable(embedded: EmbeddedPdfSignature, trust: Trust) -> Signature:
    """A signature that cannot be judged: nothing of it holds."""
    return Signature(
        field=_shortened(embedded.field_name),
        signer="",
        organization="",
        serial="",
        signed_at="",
        reason=_reason_of(embedded),
        level="",
        intact=False,
        valid=False,
        trusted=False,
        holds=False,
        coverage=SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START.name,
        modification=ModificationLevel.OTHER.name,
        later_changes_allowed=False,
        by_seal=_is_by_seal(embedded, trust),
        certifies=False,
    )


def _is_by_seal(embedded: EmbeddedPdfSignature, trust: Trust) -> bool:
    """Whether it names the very key of our seal, and not only a certificate with its names."""
    try:
        return bool(embedded.signer_cert.public_key.dump() == trust.seal.public_key.dump())
    except (ValueError, SigningError, SignatureValidationError):
        return False


def _certifies(reader: PdfFileReader, embedded: EmbeddedPdfSignature) -> bool:
    """Whether it is the file's certification, which allows no more than the filling of fields."""
    permissions = reader.root.get("/Perms")
    certifying = permissions.raw_get("/DocMDP") if permissions and "/DocMDP" in permissions else None
    value = embedded.sig_field.raw_get("/V")
    is_this = getattr(certifying, "reference", None) == getattr(value, "reference", value)
    return is_this and embedded.docmdp_level is MDPPerm.FILL_FORMS


def _is_padded_with_nothing(embedded: EmbeddedPdfSignature) -> bool:
    """Whether the room left behind the signature is empty: no signature covers it."""
    content: bytes = embedded.pkcs7_content
    length = len(cms.ContentInfo.load(content).dump())
    return not content[length:].strip(b"\0")


def _level_of(status: PdfSignatureStatus) -> str:
    return (Level.B_T if status.timestamp_validity else Level.B_B).value


def _reason_of(embedded: EmbeddedPdfSignature) -> str:
    return _shortened(embedded.sig_object.get("/Reason", ""))


def _shortened(text: object) -> str:
    return str(text)[:MOST_LETTERS]


def _code_of(signatures: Sequence[Signature]) -> str:
    """The code that the first signature to name one names."""
    found = (_REASON.match(one.reason) for one in signatures)
    return next((match[1] for match in found if match), "")


def _count_pages(reader: PdfFileReader) -> int:
    """How many pages the file says it has."""
    return int(reader.root["/Pages"].get("/Count", 0))


def _attached_files(data: bytes, trust: Trust, at: dt.datetime | None) -> Iterator[AttachedFile]:
    """The files inside; those named by a record code are examined where a moment is given."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for name, specification in list(pdf.attachments.items())[:MOST_ATTACHED]:
            content = specification.get_file().read_bytes()
            is_record = re.fullmatch(rf"{CODE_PATTERN}\.pdf", name) is not None
            intact = _is_record_intact(content, name, trust, at) if is_record and at else None
            yield AttachedFile(_shortened(name), fingerprint_of(content), intact)


def _is_record_intact(content: bytes, name: str, trust: Trust, at: dt.datetime) -> bool:
    found = examine(content, trust, at, inner=False)
    return found.is_intact and f"{found.code}.pdf" == name


def _certificate(path: Path) -> x509.Certificate:
    _kind, _headers, content = next(iter(pem.unarmor(path.read_bytes(), multiple=True)))
    return x509.Certificate.load(content)


def as_json(examination: Examination) -> dict[str, Any]:
    """An examination as plain values, for the pipe between processes."""
    return {
        "problem": examination.problem,
        "code": examination.code,
        "pages": examination.pages,
        "sealed_by_us": examination.sealed_by_us,
        "signatures": [vars(one) for one in examination.signatures],
        "attached": [vars(one) for one in examination.attached],
        "flaws": list(examination.flaws),
    }


def from_json(said: dict[str, Any]) -> Examination:
    """What `as_json` gave, read back."""
    return Examination(
        problem=Problem(said["problem"]) if said["problem"] else None,
        code=str(said["code"]),
        pages=int(said["pages"]),
        sealed_by_us=bool(said["sealed_by_us"]),
        signatures=[Signature(**one) for one in said["signatures"]],
        attached=[AttachedFile(**one) for one in said["attached"]],
        flaws=tuple(Flaw(one) for one in said["flaws"]),
    )
