"""The registry's seal and a signatory's signature on a finished file (PAdES, ETSI EN 319 142-1)."""

from dataclasses import dataclass
from functools import partial

from registry import clock
from registry.certificates.authority import Authority
from registry.certificates.outside_seals import as_asn1
from registry.certificates.x509 import Identity
from registry.pdf.signatures.revisions import Approval, Frame, append_signature, frame_of
from registry.pdf.signatures.signer import container
from registry.pdf.values import SEAL_FIELD, SIGNATURE_FIELD, text_string

#: Space for one signature in the file, in hexadecimal digits: EC P-256, two certificates, no time stamp.
RESERVED = 6144

_STAMP = (160, 40)
_SEAL_DRAWING = b"""q 0.07 0.33 0.36 RG 1.6 w 26 20 m 26 27.7 19.7 34 12 34 c 4.3 34 -2 27.7 -2 20 c
-2 12.3 4.3 6 12 6 c 19.7 6 26 12.3 26 20 c s 1 w 21 20 m 21 25 17 29 12 29 c 7 29 3 25 3 20 c
3 15 7 11 12 11 c 17 11 21 15 21 20 c s 1.8 w 7.5 20 m 11 16 l 17 24 l S 0.6 w 32 8 m 156 8 l S Q"""
_SIGNATURE_DRAWING = b"""q 0.07 0.19 0.29 RG 2 w 1 J 1 j 4 20 m 10 13 l 22 29 l S 0.6 w 32 8 m 156 8 l S Q"""


#: The seal certifies: afterwards only the file's fields may be filled in (ISO 32000-1, 12.8.2.2).
_CERTIFIES = (
    b"/Reference [ << /Type /SigRef /TransformMethod /DocMDP"
    b" /TransformParams << /Type /TransformParams /V /1.2 /P 2 >> >> ] "
)
#: What the signatures use beyond PDF 1.7: PAdES (ETSI EN 319 142-1, 5.3), and elliptic curves (ISO/TS 32002).
_EXTENSIONS = (
    b"/Extensions << /ESIC << /Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1 >>"
    b" /ISO_ [ << /Type /DeveloperExtensions /BaseVersion /2.0 /ExtensionLevel 32002"
    b" /URL (https://www.iso.org/standard/45875.html) /ExtensionRevision (:2022) >> ] >> "
)


@dataclass(frozen=True)
class Sealing:
    """What is needed to seal and sign."""

    authority: Authority


def seal(content: bytes, sealing: Sealing, *, reason: str, frame: Frame | None = None) -> bytes:
    """Certify a file: afterwards its fields may be signed, and nothing else may change.

    A `frame` that is known already need not be read from the file.
    """
    frame = frame or frame_of(content)
    identity = sealing.authority.seal
    return certify(content, sealing, identity, drawing=_SEAL_DRAWING, reason=reason, frame=frame)


def certify(
    content: bytes, sealing: Sealing, identity: Identity, *, drawing: bytes, reason: str, frame: Frame
) -> bytes:
    """Certify a file with whatever identity."""
    return _append(
        content,
        sealing,
        identity,
        frame,
        Approval(
            field=SEAL_FIELD,
            entries=_entries(reason) + _CERTIFIES,
            drawing=drawing,
            box=_STAMP,
            catalog=_EXTENSIONS,
            certifies=True,
        ),
    )


def sign(
    content: bytes,
    sealing: Sealing,
    identity: Identity,
    *,
    reason: str,
    field: str = SIGNATURE_FIELD,
    frame: Frame | None = None,
) -> bytes:
    """Add a signatory's approval signature to a sealed file."""
    approval = Approval(field=field, entries=_entries(reason), drawing=_SIGNATURE_DRAWING, box=_STAMP)
    return _append(content, sealing, identity, frame or frame_of(content), approval)


def _entries(reason: str) -> bytes:
    moment = clock.now().strftime("D:%Y%m%d%H%M%SZ").encode()
    return b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (%b) /Reason %b " % (
        moment,
        text_string(reason),
    )


def _append(content: bytes, sealing: Sealing, identity: Identity, frame: Frame, approval: Approval) -> bytes:
    contain = partial(container, identity=identity, authority=sealing.authority)
    return append_signature(content, frame, approval, contain, room=_room_for(identity))


def _room_for(identity: Identity) -> int:
    """The space reserved for a signature, in hexadecimal digits; larger for seals certified by others."""
    if not identity.is_outside:
        return RESERVED
    certificates = [identity.certificate, *identity.chain]
    return RESERVED + 2 * sum(len(as_asn1(certificate).dump()) for certificate in certificates)
