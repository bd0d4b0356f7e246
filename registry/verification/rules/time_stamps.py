"""The time stamps of a file, the signature level that they give it, and what may follow the signatures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from registry.pdf.values import Level

#: The most characters reported of an authority's name.
MOST_LETTERS = 300


@dataclass(frozen=True)
class TimeStamp:
    """A time stamp over the whole file before it."""

    #: The authority's name in its certificate.
    authority: str
    #: When it was made, in ISO 8601.
    stamped_at: str
    #: Its bytes are unchanged, and it comes from a trusted authority.
    holds: bool
    coverage: str
    #: The number of the revision that ends with it, from 0.
    revision: int

    @property
    def moment(self) -> dt.datetime | None:
        """The time it states, if readable."""
        return dt.datetime.fromisoformat(self.stamped_at) if self.stamped_at else None


def stamps_in(reader: PdfFileReader, context: ValidationContext, *, most: int) -> list[TimeStamp]:
    """The time stamps of a file, judged by their own roots; at most `most` of them."""
    return [_stamp(stamp, context) for stamp in reader.embedded_timestamp_signatures[:most]]


def _stamp(embedded: EmbeddedPdfSignature, context: ValidationContext) -> TimeStamp:
    try:
        status = validate_pdf_timestamp(embedded, context)
    except (SignatureValidationError, SigningError, PdfError):
        return TimeStamp("", "", False, SignatureCoverageLevel.UNCLEAR.name, embedded.signed_revision)
    return TimeStamp(
        authority=str(status.signing_cert.subject.native.get("common_name", ""))[:MOST_LETTERS],
        stamped_at=status.timestamp.isoformat(),
        holds=status.intact and status.valid and status.trusted,
        coverage=(status.coverage or SignatureCoverageLevel.UNCLEAR).name,
        revision=embedded.signed_revision,
    )


def level_of(reader: PdfFileReader, stamps: Sequence[TimeStamp]) -> Level:
    """The PAdES level that time stamps and validation data give to the signatures before them."""
    good = [stamp.revision for stamp in stamps if stamp.holds]
    if not good:
        return Level.B_B
    revisions = range(reader.xrefs.total_revisions)
    data = next((revision for revision in revisions if _holds_validation_data(reader, revision)), None)
    if data is None:
        return Level.B_T
    return Level.B_LTA if max(good) > data else Level.B_LT


def _holds_validation_data(reader: PdfFileReader, revision: int) -> bool:
    """Whether a revision adds certificates and revocation lists (a document security store)."""
    new, old = (
        reader.get_historical_root(number).get("/DSS") if number >= 0 else None
        for number in (revision, revision - 1)
    )
    return new is not None and new != old


def nothing_but_stamps(
    reader: PdfFileReader, stamps: Sequence[TimeStamp], *, after: int, data: bytes
) -> bool:
    """Whether every revision after a number of signatures is a time stamp or validation data."""
    stamped = {stamp.revision for stamp in stamps}
    later = range(1 + after, reader.xrefs.total_revisions)
    others = [stamp for stamp in later if stamp not in stamped]
    ends_plainly = stamps[-1].coverage == SignatureCoverageLevel.ENTIRE_FILE.name or data.rstrip().endswith(
        b"%%EOF"
    )
    return ends_plainly and all(_holds_validation_data(reader, one) for one in others)
