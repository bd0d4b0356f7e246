"""One signature appended to a file: what was there stays, and what cannot be signed is refused."""

import io

import pikepdf
import pytest
from asn1crypto import cms

from registry.pdf.signatures import revisions, seal, signer
from registry.pdf.signatures.revisions import NotRevisable
from tests.records.builders import CODE, rewritten

REASON = f"Record {CODE}"


def test_what_was_there_stays_byte_for_byte(record):
    assert record.sealed.startswith(record.joined)
    assert record.signed.startswith(record.sealed)


def test_a_frame_read_before_serves_seal_and_signature(record):
    frame, sealing = revisions.frame_of(record.joined), seal.Sealing(record.authority)
    sealed = seal.seal(record.joined, sealing, reason=REASON, frame=frame)
    signed = seal.sign(sealed, sealing, record.authority.seal, reason=REASON, frame=frame)
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert [str(field.V.Reason) for field in pdf.Root.AcroForm.Fields] == [REASON, REASON]
        assert pdf.Root.Perms.DocMDP == pdf.Root.AcroForm.Fields[1].V
        assert pdf.check_pdf_syntax() == []


@pytest.mark.parametrize("reason", ["Record: (a) \\ b", "Zoé, Équipe 王 😀"])
def test_a_reason_is_said_whatever_its_letters(record, reason):
    sealed = seal.seal(record.joined, seal.Sealing(record.authority), reason=reason)
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        assert str(pdf.Root.Perms.DocMDP.Reason) == reason


def test_a_file_that_the_registry_did_not_write_is_refused(record):
    packed = rewritten(record.joined, lambda pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(NotRevisable, match="no plain trailer"):
        seal.seal(packed, seal.Sealing(record.authority), reason=REASON)


def test_a_file_without_the_field_is_refused(record):
    with pytest.raises(NotRevisable, match="no such field"):
        seal.sign(
            record.joined, seal.Sealing(record.authority), record.authority.seal, reason=REASON, field="other"
        )


def test_a_container_longer_than_its_room_is_refused(record):
    frame = revisions.frame_of(record.joined)
    approval = revisions.Approval(field="seal", entries=b"", drawing=b"", box=(160, 40))
    with pytest.raises(NotRevisable, match="longer than the room"):
        revisions.append_signature(record.joined, frame, approval, lambda digest: b"x" * 60, room=100)


def test_our_container_says_what_the_librarys_says(record):
    """pyHanko's for the same digest and key: equal but for the value of the signature, which is drawn by lot.

    Ours has the algorithms in the signed attributes as well (RFC 6211), and leaves out the issuer, which
    stands beside them.
    """
    digest, identity = b"\x01" * 32, record.authority.seal
    ours = _said(signer.container(digest, identity, record.authority))
    theirs = _said(signer.by_library(digest, identity, (record.authority.issuing.certificate,)))
    assert ours.pop("cms_algorithm_protection")
    assert ours == theirs


def _said(container: bytes) -> dict[str, object]:
    content = cms.ContentInfo.load(container).native["content"]
    (info,) = content.pop("signer_infos")
    attributes = {attribute["type"]: attribute["values"] for attribute in info.pop("signed_attrs")}
    (named,) = attributes["signing_certificate_v2"][0]["certs"]
    named.pop("issuer_serial")
    info.pop("signature")
    certificates = sorted(map(str, content.pop("certificates")))
    return {**content, **info, **attributes, "certificates": certificates}
