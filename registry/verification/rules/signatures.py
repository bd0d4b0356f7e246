"""Judges one signature by our authority: whose it is, whether it is valid, what follows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import cms, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from registry.certificates.names import whole
from registry.certificates.trust import Judging
from registry.pdf.values import SEAL_FIELD, Level

#: The most characters reported of a text in the file.
MOST_LETTERS = 300


@dataclass(frozen=True)
class Signature:
    """One signature found in a file."""

    field: str
    signer: str
    organization: str
    serial: str
    #: The time of signing that it states, in ISO 8601; empty when it states none.
    signed_at: str
    reason: str
    level: str
    #: The signed bytes are unchanged.
    intact: bool
    #: The signature over them is valid.
    valid: bool
    #: Its certificate comes from our authority.
    trusted: bool
    #: Its certificate comes from our authority, but has expired or is not valid yet.
    untimely: bool
    #: Its own bytes are at the stated position; a program that saves the file again moves them.
    in_place: bool
    #: pyHanko's overall judgement.
    holds: bool
    coverage: str
    modification: str
    #: All later changes are allowed by the seal.
    later_changes_allowed: bool
    by_seal: bool
    certifies: bool

    @property
    def is_changed(self) -> bool:
        """Whether this signature is followed by changes other than further signatures."""
        allowed = [ModificationLevel.NONE.name, ModificationLevel.LTA_UPDATES.name]
        if self.field == SEAL_FIELD:
            allowed.append(ModificationLevel.FORM_FILLING.name)
        return not self.later_changes_allowed or self.modification not in allowed


def read_signature(
    reader: PdfFileReader,
    embedded: EmbeddedPdfSignature,
    level: Level,
    *,
    seals: Sequence[x509.Certificate],
    judging: Judging,
    is_closed: bool = False,
) -> Signature:
    """Judge a signature by the given roots and moment, and compare its key with those of our seals.

    For a signature that `is_closed`, later changes are not compared.
    """
    try:
        status = validate_pdf_signature(
            embedded, judging.context, key_usage_settings=judging.usage, skip_diff=is_closed
        )
    except (SignatureValidationError, SigningError, PdfError):
        return _unreadable(reader, embedded, seals)
    signer, organization = _named(status.signing_cert, embedded)
    found = ModificationLevel.NONE if is_closed else status.modification_level
    modification = ModificationLevel.OTHER if found is None else found
    signed_at = status.signer_reported_dt
    return Signature(
        field=shortened(embedded.field_name),
        signer=shortened(signer),
        organization=shortened(organization),
        serial=f"{status.signing_cert.serial_number:x}",
        signed_at=signed_at.isoformat() if signed_at else "",
        reason=shortened(_reason_of(embedded)),
        level=level.value,
        intact=status.intact,
        valid=status.valid and _is_padded_with_nothing(embedded),
        trusted=status.trusted,
        untimely=_is_untimely(status, judging.context),
        in_place=_is_in_place(reader, embedded),
        holds=status.bottom_line,
        coverage=(status.coverage or SignatureCoverageLevel.UNCLEAR).name,
        modification=modification.name,
        later_changes_allowed=is_closed or bool(status.docmdp_ok),
        by_seal=_is_by_seal(embedded, seals),
        certifies=_certifies(reader, embedded),
    )


def closed_ones(embedded: Sequence[EmbeddedPdfSignature]) -> list[bool]:
    """For each signature of an embedded record, whether comparing the changes after it can be skipped.

    The last signature is made by the registry alone, over bytes it has just sealed, with a key that it issued
    and destroyed. If that signature is valid (which is always checked), nobody can have inserted anything
    before it, nor after it if it covers the whole file. Comparing takes nearly all the time of an
    examination.
    """
    if not embedded:
        return []
    coverage = embedded[-1].evaluate_signature_coverage()
    before = coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    return [before] * (len(embedded) - 1) + [coverage is SignatureCoverageLevel.ENTIRE_FILE]


def _unreadable(
    reader: PdfFileReader, embedded: EmbeddedPdfSignature, seals: Sequence[x509.Certificate]
) -> Signature:
    """The result for a signature that cannot be judged: nothing about it is valid."""
    return Signature(
        field=shortened(embedded.field_name),
        signer="",
        organization="",
        serial="",
        signed_at="",
        reason=shortened(_reason_of(embedded)),
        level="",
        intact=False,
        valid=False,
        trusted=False,
        untimely=False,
        in_place=_is_in_place(reader, embedded),
        holds=False,
        coverage=SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START.name,
        modification=ModificationLevel.OTHER.name,
        later_changes_allowed=False,
        by_seal=_is_by_seal(embedded, seals),
        certifies=False,
    )


def _is_by_seal(embedded: EmbeddedPdfSignature, seals: Sequence[x509.Certificate]) -> bool:
    """Whether it was made with the very key of a seal of ours, not just a certificate of the same name."""
    try:
        return embedded.signer_cert.public_key.dump() in [seal.public_key.dump() for seal in seals]
    except (ValueError, SigningError, SignatureValidationError):
        return False


def _is_untimely(status: PdfSignatureStatus, context: ValidationContext) -> bool:
    """Whether its certificate would be trusted at another moment: it has expired or is not yet valid."""
    certificate = status.signing_cert
    is_ours = status.trust_problem_indic is not AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
    in_time = certificate.not_valid_before <= context.moment <= certificate.not_valid_after
    return not status.trusted and is_ours and not in_time


def _is_in_place(reader: PdfFileReader, embedded: EmbeddedPdfSignature) -> bool:
    """Whether the gap in the signed byte range contains exactly its own bytes in hexadecimal."""
    start, end = list(embedded.byte_range)[1:3]
    reader.stream.seek(start)
    gap = reader.stream.read(max(0, end - start)).lower()
    return bool(gap == b"<" + embedded.pkcs7_content.hex().encode() + b">")


def _certifies(reader: PdfFileReader, embedded: EmbeddedPdfSignature) -> bool:
    """Whether it is the certification signature and allows nothing but filling in fields."""
    permissions = reader.root.get("/Perms")
    certifying = permissions.raw_get("/DocMDP") if permissions and "/DocMDP" in permissions else None
    value = embedded.sig_field.raw_get("/V")
    is_this = getattr(certifying, "reference", None) == getattr(value, "reference", value)
    return is_this and embedded.docmdp_level is MDPPerm.FILL_FORMS


def _is_padded_with_nothing(embedded: EmbeddedPdfSignature) -> bool:
    """Whether the reserved space behind the signature, which no signature covers, contains only zeros."""
    content: bytes = embedded.pkcs7_content
    length = len(cms.ContentInfo.load(content).dump())
    return not content[length:].strip(b"\0")


def _reason_of(embedded: EmbeddedPdfSignature) -> str:
    return str(embedded.sig_object.get("/Reason", ""))


def _named(certificate: x509.Certificate, embedded: EmbeddedPdfSignature) -> tuple[str, str]:
    """The signer's name and organization, in full when the certificate shortened them."""
    subject = certificate.subject.native
    name, organization = (str(subject.get(part, "")) for part in ("common_name", "organization_name"))
    return whole(name, organization, _reason_of(embedded))


def shortened(text: object) -> str:
    """Text from a file, shortened for a report."""
    return str(text)[:MOST_LETTERS]
