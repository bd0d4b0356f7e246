"""The registry's seal and a signatory's signature on a finished file (PAdES, ETSI EN 319 142-1)."""

import io
from dataclasses import dataclass

from asn1crypto import keys as asn1_keys
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from registry.certificates.authority import Authority
from registry.certificates.outside_seals import as_asn1
from registry.certificates.x509 import Identity
from registry.pdf.signer import KeySigner
from registry.pdf.values import SEAL_FIELD, SIGNATURE_FIELD

#: Space for one signature in the file, in bytes: EC P-256, two certificates, no time stamp.
RESERVED = 6144
#: The PDF version of records: 1.7, the version of PDF/A-3.
PDF_VERSION = (1, 7)

_STAMP = BoxConstraints(160, 40)
_SEAL_DRAWING = b"""q 0.07 0.33 0.36 RG 1.6 w 26 20 m 26 27.7 19.7 34 12 34 c 4.3 34 -2 27.7 -2 20 c
-2 12.3 4.3 6 12 6 c 19.7 6 26 12.3 26 20 c s 1 w 21 20 m 21 25 17 29 12 29 c 7 29 3 25 3 20 c
3 15 7 11 12 11 c 17 11 21 15 21 20 c s 1.8 w 7.5 20 m 11 16 l 17 24 l S 0.6 w 32 8 m 156 8 l S Q"""
_SIGNATURE_DRAWING = b"""q 0.07 0.19 0.29 RG 2 w 1 J 1 j 4 20 m 10 13 l 22 29 l S 0.6 w 32 8 m 156 8 l S Q"""


@dataclass(frozen=True)
class Sealing:
    """What is needed to seal and sign."""

    authority: Authority


class Pdf17Writer(IncrementalPdfFileWriter):
    """Appends revisions to a file without declaring a newer PDF version than PDF/A-3 allows."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, PDF_VERSION))  # type: ignore[no-untyped-call]


def seal(content: bytes, sealing: Sealing, *, reason: str) -> bytes:
    """Certify a file: afterwards its fields may be signed, and nothing else may change."""
    return _sign(
        content,
        sealing,
        sealing.authority.seal,
        field=SEAL_FIELD,
        drawing=_SEAL_DRAWING,
        reason=reason,
        certify=True,
    )


def sign(content: bytes, sealing: Sealing, identity: Identity, *, reason: str) -> bytes:
    """Add a signatory's approval signature to a sealed file."""
    return _sign(
        content,
        sealing,
        identity,
        field=SIGNATURE_FIELD,
        drawing=_SIGNATURE_DRAWING,
        reason=reason,
        certify=False,
    )


def _sign(
    content: bytes,
    sealing: Sealing,
    identity: Identity,
    *,
    field: str,
    drawing: bytes,
    reason: str,
    certify: bool,
) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        reason=reason,
    )
    signer = PdfSigner(
        metadata,
        _signer(identity, sealing.authority),
        stamp_style=StaticStampStyle(border_width=0, background=RawContent(drawing, box=_STAMP)),
    )
    out = io.BytesIO()
    signer.sign_pdf(
        Pdf17Writer(io.BytesIO(content)),
        existing_fields_only=True,
        output=out,
        bytes_reserved=_room_for(identity),
    )
    return out.getvalue()


def _signer(identity: Identity, authority: Authority) -> signers.Signer:
    """Our own signer for keys of our authority; for a seal certified by others, pyHanko's, which supports
    every type of key.
    """
    if not identity.is_outside:
        return KeySigner(identity, authority)
    store = SimpleCertificateStore()
    store.register_multiple([as_asn1(certificate) for certificate in identity.chain])
    key = identity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=as_asn1(identity.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(key),
        cert_registry=store,
        embed_roots=False,
    )


def _room_for(identity: Identity) -> int:
    """The space reserved for a signature, in hexadecimal digits; larger for seals certified by others."""
    if not identity.is_outside:
        return RESERVED
    certificates = [identity.certificate, *identity.chain]
    return RESERVED + 2 * sum(len(as_asn1(certificate).dump()) for certificate in certificates)
