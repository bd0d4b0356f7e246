"""One signature of a file: whose it is, what of it holds, and what came after it."""

import pytest

from registry.certificates import x509
from registry.certificates.trust import Trust
from registry.pdf.signatures import seal
from registry.pdf.signatures.revisions import frame_of
from registry.pdf.values import SEAL_FIELD
from registry.verification.rules.inspection import Flaw, examine
from tests.records.builders import AT, CODE, MADE_AT, ORGANIZATION, rewritten, sign_record
from tests.verification.forgeries import flipped
from tests.verification.updates import cover_page, updated


def test_the_seal_certifies_and_the_signature_covers_the_whole_file(look, record):
    seal_mark, signature = look(record.signed).signatures
    assert seal_mark.certifies
    assert seal_mark.modification == "FORM_FILLING"
    assert signature.coverage == "ENTIRE_FILE"


def test_a_flipped_bit_in_the_signatures_own_bytes_is_found(look, record):
    found = look(flipped(record.signed, record.signed.rfind(b"/Contents") + 800))
    assert not found.is_intact


def test_a_changed_byte_in_the_room_behind_the_signature_is_found(look, record):
    at = record.signed.rfind(b"0000>")
    found = look(record.signed[:at] + b"0001>" + record.signed[at + 5 :])
    assert found.flaws == (Flaw.BYTES_CHANGED,)


def test_a_record_saved_anew_by_another_program_is_found(look, record):
    found = look(rewritten(record.signed, lambda pdf: None))
    assert found.sealed_by_us
    assert found.flaws == (Flaw.REWRITTEN,)


def test_a_signature_by_a_stranger_is_found(look, record, stranger):
    person = stranger.issue_for(name="Zoé Tremblay", organization=ORGANIZATION, now=MADE_AT)
    forged = seal.sign(record.sealed, seal.Sealing(stranger), person, reason=f"Record {CODE}: Zoé Tremblay")
    assert look(forged).flaws == (Flaw.SIGNATURE_FOREIGN,)


def test_another_authority_with_our_names_is_not_ours(look, record, stranger):
    _sealed, signed = sign_record(record.joined, stranger)
    found = look(signed)
    assert found.signatures[0].signer == "Partnership Registry Seal"
    assert not found.sealed_by_us
    assert not found.is_intact


@pytest.mark.parametrize("at", [MADE_AT - x509.LIFETIME, MADE_AT + x509.LIFETIME * 2])
def test_a_record_examined_before_or_after_its_certificates_time_is_not_called_foreign(record, at):
    found = examine(record.signed, Trust.read(record.folder), at)
    assert found.flaws == (Flaw.SIGNATURE_UNTIMELY,)


def test_a_seal_that_does_not_certify_is_no_seal(look, record):
    sealing = seal.Sealing(record.authority)
    approved = seal.sign(
        record.joined, sealing, record.authority.seal, reason=f"Record {CODE}", field=SEAL_FIELD
    )
    assert Flaw.NOT_CERTIFIED in look(approved).flaws


def test_a_person_of_ours_cannot_seal(look, record):
    person = record.authority.issue_for(name="Partnership Registry Seal", organization="", now=MADE_AT)
    sealing = seal.Sealing(record.authority)
    frame = frame_of(record.joined)
    forged = seal.certify(record.joined, sealing, person, drawing=b"", reason=f"Record {CODE}", frame=frame)
    assert not look(forged).sealed_by_us


def test_an_attached_record_edited_before_a_stranger_closed_it_is_found(record, stranger):
    edited = updated(record.sealed, cover_page)
    person = stranger.issue_for(name="Zoé Tremblay", organization=ORGANIZATION, now=MADE_AT)
    closed = seal.sign(edited, seal.Sealing(stranger), person, reason=f"Record {CODE}")
    found = examine(closed, Trust.read(record.folder), AT, inner=False)
    assert Flaw.SIGNATURE_FOREIGN in found.flaws
    assert Flaw.ADDED in found.flaws


def test_an_attached_record_edited_after_it_was_closed_is_found(record):
    edited = updated(record.signed, cover_page)
    found = examine(edited, Trust.read(record.folder), AT, inner=False)
    assert {Flaw.CONTENT_CHANGED, Flaw.ADDED} <= set(found.flaws)
