"""What forgers and clumsy programs do to the file of a record, each as a function of bytes."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle

from registry.certificates import authority as certificate_authority
from registry.certificates import x509 as certificate_x509
from registry.pdf.signatures import seal
from registry.pdf.signatures.revisions import frame_of
from registry.pdf.signatures.signer import library_signer
from registry.pdf.values import STAMP_FIELD
from tests.verification.updates import VOID

#: The order of NIST's curve P-256 (FIPS 186-4, D.1.2.3): with (r, s), (r, n - s) is a signature too.
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def flipped(content: bytes, at: int) -> bytes:
    """The file with one bit changed."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def flipped_in_page(content: bytes) -> bytes:
    """One bit of a page's own text is another."""
    return flipped(content, content.index(b"stream\n") + 40)


def flipped_in_signature(content: bytes) -> bytes:
    """One bit of what the signatory signed with is another."""
    start, _end = place_of_signature(content)
    return flipped(content, start + 801)


def padded(content: bytes) -> bytes:
    """Something hidden in the room that is left behind the signature."""
    _start, end = place_of_signature(content)
    return content[: end - 5] + b"BEEF" + content[end - 1 :]


def in_small_letters(content: bytes) -> bytes:
    """The digits of the signature written otherwise; they mean the same."""
    start, end = place_of_signature(content)
    return content[:start] + content[start:end].lower() + content[end:]


def twin_of_signature(content: bytes) -> bytes:
    """The other number that the curve accepts in the signature's place."""

    def change(signed: cms.SignedData) -> None:
        info = signed["signer_infos"][0]
        pair = algos.DSASignature.load(info["signature"].native)
        numbers = {"r": pair["r"].native, "s": ORDER_OF_P256 - pair["s"].native}
        info["signature"] = algos.DSASignature(numbers).dump()

    return with_signature_changed(content, change)


def with_note_in_signature(content: bytes) -> bytes:
    """An attribute added to the signature where no signature covers it."""

    def change(signed: cms.SignedData) -> None:
        attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.UTF8String("void")]})
        signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])

    return with_signature_changed(content, change)


def place_of_signature(content: bytes, which: int = -1) -> tuple[int, int]:
    """Where a signature's own bytes begin and end, brackets included."""
    _zero, start, end, _length = PdfFileReader(io.BytesIO(content)).embedded_signatures[which].byte_range
    return start, end


def signature_in(content: bytes, which: int = -1) -> bytes:
    """A signature's own bytes."""
    return PdfFileReader(io.BytesIO(content)).embedded_signatures[which].pkcs7_content


def with_signature(content: bytes, signature: bytes, which: int = -1) -> bytes:
    """The file with other bytes in a signature's place."""
    start, end = place_of_signature(content, which)
    return content[: start + 1] + signature.hex().encode().ljust(end - start - 2, b"0") + content[end - 1 :]


def with_signature_changed(content: bytes, change: Callable[[cms.SignedData], None]) -> bytes:
    """The file with its last signature taken apart, changed and put together again."""
    info = cms.ContentInfo.load(signature_in(content))
    change(info["content"])
    return with_signature(content, info.dump(force=True))


def written_over(content: bytes, old: bytes, new: bytes) -> bytes:
    """Other bytes of the same length in the place of the last such ones."""
    assert len(old) == len(new)
    at = content.rindex(old)
    return content[:at] + new + content[at + len(old) :]


def at_another_time(content: bytes) -> bytes:
    """The last signature says that it was made a hundred years before."""
    begin = b"/M (D:"
    return written_over(content, begin + b"20", begin + b"19")


def without_byte_range(content: bytes) -> bytes:
    """The last signature says no more which bytes it covers (universal signature forgery)."""
    return written_over(content, b"/ByteRange", b"/BiteRange")


def with_hollow_byte_range(content: bytes) -> bytes:
    """The last signature says that it covers nothing (universal signature forgery)."""
    at = content.rindex(b"/ByteRange")
    start, end = content.index(b"[", at), content.index(b"]", at)
    return content[:start] + b"[0 0 0 0".ljust(end - start) + content[end:]


def with_null_signature(content: bytes) -> bytes:
    """Nothing stands where the last signature was (universal signature forgery)."""
    start, end = place_of_signature(content)
    return content[:start] + b"null".ljust(end - start) + content[end:]


def in_text_mode(content: bytes) -> bytes:
    """Sent as if it were text: each line's end is another."""
    return content.replace(b"\n", b"\r\n")


def ended_early(content: bytes) -> bytes:
    """Cut in the middle, with an end put on again."""
    return content[: len(content) // 2] + content[content.rindex(b"startxref") :]


def strike_out(content: bytes) -> bytes:
    """A revision that adds no object and only strikes one out: the text of the first page."""
    reader = PdfFileReader(io.BytesIO(content))
    number = reader.root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum
    size, before = reader.trailer_view["/Size"], reader.last_startxref
    table = f"xref\n0 1\n{number:010} 65535 f \n{number} 1\n0000000000 00001 f \n"
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Prev {before} >>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + (table + trailer).encode()


def strip_fields(pdf: pikepdf.Pdf) -> None:
    """Leave the pages alone, as printing to a file does."""
    del pdf.Root.AcroForm
    if "/Perms" in pdf.Root:
        del pdf.Root.Perms
    for page in pdf.pages:
        if "/Annots" in page:
            del page.Annots


def remove_page(pdf: pikepdf.Pdf) -> None:
    """Take the first page out."""
    pdf.pages.remove(p=1)


def drop_attached(pdf: pikepdf.Pdf) -> None:
    """Take the first attached file out."""
    del pdf.attachments[next(iter(pdf.attachments))]


def swap_attached(pdf: pikepdf.Pdf) -> None:
    """Put the second attached file under the first one's name too."""
    first, second = list(pdf.attachments)[:2]
    other = pdf.attachments[second].get_file().read_bytes()
    pdf.attachments[first] = pikepdf.AttachedFileSpec(pdf, other, filename=first)


def self_signed_twin(
    authority: certificate_authority.Authority, stranger: certificate_authority.Authority
) -> certificate_authority.Authority:
    """An authority whose seal certificate has names, serial number and dates of ours, and another key."""
    ours, key = authority.seal.certificate, ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(ours.subject)
        .issuer_name(ours.issuer)
        .public_key(key.public_key())
        .serial_number(ours.serial_number)
        .not_valid_before(ours.not_valid_before_utc)
        .not_valid_after(ours.not_valid_after_utc)
        .add_extension(certificate_x509.signing_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    issuers = (stranger.root, stranger.issuing, certificate_x509.Identity(certificate, key))
    return certificate_authority.Authority(*issuers, authority.revocation_lists)


def key_of_another(
    authority: certificate_authority.Authority, stranger: certificate_authority.Authority
) -> certificate_authority.Authority:
    """Our authority with its true certificates, but the stranger's key behind the seal's."""
    seal_of_two = certificate_x509.Identity(authority.seal.certificate, stranger.seal.key)
    return certificate_authority.Authority(
        authority.root, authority.issuing, seal_of_two, authority.revocation_lists
    )


def in_name_of(
    authority: certificate_authority.Authority, stranger: certificate_authority.Authority
) -> certificate_authority.Authority:
    """Our authority as a liar has it: all its certificates, which are public, and keys of the stranger's."""
    root = certificate_x509.Identity(authority.root.certificate, stranger.root.key)
    issuing = certificate_x509.Identity(authority.issuing.certificate, stranger.issuing.key)
    return certificate_authority.Authority(root, issuing, stranger.seal, authority.revocation_lists)


def stamped(content: bytes, stranger: certificate_authority.Authority) -> bytes:
    """The file with a time stamp over all of it by a stranger, as if a higher level were reached."""
    key = rsa.generate_private_key(65_537, 2048)
    issuing = stranger.issuing.certificate
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "Time")]))
        .issuer_name(issuing.subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(issuing.not_valid_before_utc)
        .not_valid_after(issuing.not_valid_after_utc)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(stranger.issuing.key, hashes.SHA256())
    )
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)), PrivateKeyInfo.load(der)
    )
    out = io.BytesIO()
    PdfTimeStamper(stamper, field_name=f"{STAMP_FIELD}1").timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), "sha256", output=out
    )
    return out.getvalue()


def sealed_only(
    content: bytes,
    authority: certificate_authority.Authority,
    identity: certificate_x509.Identity,
    *,
    reason: str,
) -> bytes:
    """The file certified by whoever has this key."""
    sealing = seal.Sealing(authority)
    return seal.certify(content, sealing, identity, drawing=b"", reason=reason, frame=frame_of(content))


def signed_over(
    content: bytes, stranger: certificate_authority.Authority, *, name: str, organization: str
) -> bytes:
    """One more signature of a stranger, in a field of its own that covers the page."""
    identity = stranger.issue_for(name=name, organization=organization, now=stranger_moment(stranger))
    metadata = PdfSignatureMetadata(
        field_name="approval", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason="Void"
    )
    signer = PdfSigner(
        metadata,
        library_signer(identity, (stranger.issuing.certificate,)),
        stamp_style=StaticStampStyle(border_width=0, background=RawContent(VOID)),
        new_field_spec=SigFieldSpec("approval", box=(50, 600, 550, 750), on_page=0),
    )
    out = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), output=out)
    return out.getvalue()


def stranger_moment(stranger: certificate_authority.Authority) -> Any:
    """A moment at which the stranger's certificates are valid."""
    return stranger.root.certificate.not_valid_before_utc + certificate_x509.HEAD_START
