"""Raises a signed file to a higher PAdES level (ETSI EN 319 142-1, 6.3) by appending to it.

Existing bytes are never changed. A document time stamp makes the file B-T, validation data for every
certificate make it B-LT, and one more time stamp over everything makes it B-LTA. When a step fails, the file
keeps the level it has reached.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import crl, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.fetchers import FetcherBackend
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.path import ValidationPath

from registry.certificates.names import for_all_names
from registry.certificates.trust import OutsideSeal, Trust
from registry.pdf.http_client import StraightSession, StraightTimeStamper
from registry.pdf.values import LEVELS, STAMP_FIELD, Level

#: Seconds for one answer of the authority, or of a server with revocation lists.
LONGEST_ANSWER = 10
#: Space for one document time stamp, in bytes of hexadecimal text: a token with a few certificates.
RESERVED = 24_576
#: The PDF version of records: 1.7, the version of PDF/A-3.
PDF_VERSION = (1, 7)


class Pdf17Writer(IncrementalPdfFileWriter):
    """Appends revisions to a file without declaring a newer PDF version than PDF/A-3 allows."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, PDF_VERSION))  # type: ignore[no-untyped-call]


class NotReached(Exception):
    """A level could not be reached; the text says why."""


@dataclass(frozen=True)
class TimeStampAuthority:
    """A time-stamp authority (RFC 3161): its address, and the roots of its certificates."""

    url: str
    roots: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class Augmented:
    """A file with the level it reached and, when that is below the level aimed at, the reason."""

    content: bytes
    level: Level
    problem: str = ""


@dataclass(frozen=True)
class Backing:
    """What signatures are validated against: our root and its revocation lists, and the time-stamp
    authority.
    """

    root: x509.Certificate
    revocation_lists: tuple[crl.CertificateList, ...]
    authority: TimeStampAuthority
    former_roots: tuple[x509.Certificate, ...] = ()
    #: The signers of the later lists of former issuers.
    list_signers: tuple[x509.Certificate, ...] = ()
    outside: tuple[OutsideSeal, ...] = ()

    @classmethod
    def of(cls, trust: Trust, authority: TimeStampAuthority) -> "Backing":
        """What an installation trusts, and the authority it asks."""
        return cls(
            trust.root,
            trust.revocation_lists,
            authority,
            trust.former_roots,
            trust.list_signers,
            trust.outside,
        )

    def own_context(self) -> ValidationContext:
        """Strict validation of certificates that this registry issued, by its own revocation lists alone."""
        context = ValidationContext(
            trust_roots=[self.root, *self.former_roots],
            other_certs=list(self.list_signers),
            crls=list(self.revocation_lists),
            allow_fetching=False,
            revocation_mode="hard-fail",
        )
        return for_all_names(context)

    def outside_context(self, fetching: FetcherBackend) -> ValidationContext:
        """Strict validation of seals certified by others; fetches the revocation lists that they name."""
        return ValidationContext(
            trust_roots=[root for outside_seal in self.outside for root in outside_seal.roots],
            other_certs=[between for outside_seal in self.outside for between in outside_seal.chain],
            allow_fetching=True,
            fetcher_backend=fetching,
            revocation_mode="hard-fail",
        )

    def is_outside(self, embedded: EmbeddedPdfSignature) -> bool:
        """Whether a signature was made with a seal certified by others."""
        return embedded.signer_cert.dump() in [outside_seal.seal.dump() for outside_seal in self.outside]

    def time_context(self, fetching: FetcherBackend) -> ValidationContext:
        """Strict validation of time stamps; fetches the revocation lists that their certificates name."""
        return ValidationContext(
            trust_roots=list(self.authority.roots),
            allow_fetching=True,
            fetcher_backend=fetching,
            revocation_mode="hard-fail",
        )


def augment(content: bytes, level: Level, *, aim: Level, backing: Backing) -> Augmented:
    """Raise a file step by step from its present level, as far as the authority answers."""
    for step in LEVELS[LEVELS.index(level) + 1 : LEVELS.index(aim) + 1]:
        try:
            content = asyncio.run(_STEPS[step](content, backing))
        except NotReached as error:
            return Augmented(content, level, str(error))
        level = step
    return Augmented(content, level)


async def _stamp(content: bytes, backing: Backing) -> bytes:
    """Append a document time stamp, and check it before it is trusted."""
    stampers = PdfTimeStamper(
        StraightTimeStamper(backing.authority.url, timeout=LONGEST_ANSWER), field_name=_next_field(content)
    )
    out = io.BytesIO()
    try:
        await stampers.async_timestamp_pdf(
            Pdf17Writer(io.BytesIO(content)), "sha256", output=out, bytes_reserved=RESERVED
        )
    except (OSError, SigningError, ValueError) as error:
        raise NotReached(f"the time-stamp authority: {_said(error)}") from error
    stamped = out.getvalue()
    await _examine_stamp(stamped, backing)
    return stamped


async def _examine_stamp(stamped: bytes, backing: Backing) -> None:
    """Refuse a time stamp that is broken or comes from another authority."""
    context = ValidationContext(trust_roots=list(backing.authority.roots), allow_fetching=False)
    newest = PdfFileReader(io.BytesIO(stamped)).embedded_timestamp_signatures[-1]
    try:
        status = await async_validate_pdf_timestamp(newest, context)
    except (SignatureValidationError, SigningError) as error:
        raise NotReached(f"the time stamp that came is none: {_said(error)}") from error
    if not (status.valid and status.intact and status.trusted):
        raise NotReached("the time stamp comes from an authority whose root is not among those set")


async def _add_validation_data(content: bytes, backing: Backing) -> bytes:
    """Append all certificates and revocation lists needed to validate every signature and time stamp."""
    reader = PdfFileReader(io.BytesIO(content))
    fetching = AIOHttpFetcherBackend(
        StraightSession(),  # type: ignore[arg-type]  # it takes a lazy one, too
        per_request_timeout=LONGEST_ANSWER,
    )
    own, time = backing.own_context(), backing.time_context(fetching)
    outside = backing.outside_context(fetching)
    signatures = reader.embedded_regular_signatures
    try:
        paths = [
            *await _paths([signature for signature in signatures if not backing.is_outside(signature)], own),
            *await _paths([signature for signature in signatures if backing.is_outside(signature)], outside),
            *await _paths(reader.embedded_timestamp_signatures, time),
        ]
    except (PathError, ValidationError, OSError, ValueError) as error:
        raise NotReached(f"revocation lists: {_said(error)}") from error
    finally:
        await fetching.close()
    writer = Pdf17Writer(io.BytesIO(content))
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        paths=paths,
        crls=[*own.crls, *outside.crls, *time.crls],
        ocsps=[*outside.ocsps, *time.ocsps],
    )
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


async def _paths(
    signatures: Sequence[EmbeddedPdfSignature], context: ValidationContext
) -> list[ValidationPath]:
    """The validated certificate paths of signatures; their revocation lists are then in the context."""
    return [path for signature in signatures for path in await collect_validation_info(signature, context)]


#: How each level is reached from the level below it.
_STEPS = {Level.B_T: _stamp, Level.B_LT: _add_validation_data, Level.B_LTA: _stamp}


def _next_field(content: bytes) -> str:
    return f"{STAMP_FIELD}{1 + len(PdfFileReader(io.BytesIO(content)).embedded_timestamp_signatures)}"


def _said(error: BaseException) -> str:
    """The message of an error and of its causes."""
    cause = error.__cause__
    return f"{error or type(error).__name__}" + (f" ({cause})" if cause and str(cause) else "")
