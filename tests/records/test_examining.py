"""What is found in a file: each way in which a record can be changed has its own answer."""

import secrets

import pikepdf
import pytest

from registry.certificates import x509
from registry.certificates.trust import Trust
from registry.pdf import seal
from registry.verification.rules.inspection import Examination, Flaw, Problem, as_json, examine, from_json
from tests.records.forgeries import flipped
from tests.records.making import AT, CODE, MADE_AT, ORGANIZATION, Made, attach, rewritten, sign_record
from tests.records.updates import add_attached, add_note, cover_page, nothing, updated


@pytest.fixture(scope="session")
def look(record: Made):
    """Examines bytes with the record's authority."""
    trust = Trust.read(record.folder)

    def looking(data: bytes) -> Examination:
        return examine(data, trust, AT)

    return looking


def test_a_record_is_intact(look, record):
    assert look(record.signed).is_intact


def test_a_record_names_its_code_its_people_and_its_level(look, record):
    found = look(record.signed)
    seal_mark, signature = found.signatures
    assert found.code == CODE
    assert (seal_mark.field, signature.field) == ("seal", "signature")
    assert (signature.signer, signature.organization) == ("Zoé Tremblay", ORGANIZATION)
    assert signature.level == "B-B"


def test_the_seal_certifies_and_the_signature_covers_the_whole_file(look, record):
    seal_mark, signature = look(record.signed).signatures
    assert seal_mark.certifies
    assert seal_mark.modification == "FORM_FILLING"
    assert signature.coverage == "ENTIRE_FILE"


def test_an_examination_survives_the_pipe(look, record):
    found = look(record.signed)
    assert as_json(from_json(as_json(found))) == as_json(found)


@pytest.mark.parametrize("part", [0.1, 0.4, 0.7])
def test_a_flipped_bit_in_the_content_is_found(look, record, part):
    found = look(flipped(record.signed, int(len(record.joined) * part)))
    assert not found.is_intact
    assert Flaw.BYTES_CHANGED in found.flaws


def test_a_flipped_bit_in_the_signatures_own_bytes_is_found(look, record):
    found = look(flipped(record.signed, record.signed.rfind(b"/Contents") + 800))
    assert not found.is_intact


def test_a_changed_byte_in_the_room_behind_the_signature_is_found(look, record):
    at = record.signed.rfind(b"0000>")
    found = look(record.signed[:at] + b"0001>" + record.signed[at + 5 :])
    assert found.flaws == (Flaw.BYTES_CHANGED,)


@pytest.mark.parametrize("change", [cover_page, add_note])
def test_a_page_edited_after_signing_is_found_though_every_signature_still_holds(look, record, change):
    found = look(updated(record.signed, change))
    assert all(one.intact and one.valid and one.trusted for one in found.signatures)
    assert Flaw.CONTENT_CHANGED in found.flaws
    assert Flaw.ADDED in found.flaws


def test_bytes_behind_the_end_are_found(look, record):
    assert Flaw.ADDED in look(record.signed + b"\n% more\n").flaws


def test_an_empty_update_is_found(look, record):
    assert Flaw.ADDED in look(updated(record.signed, nothing)).flaws


def test_a_record_saved_anew_by_another_program_is_found(look, record):
    found = look(rewritten(record.signed, lambda pdf: None))
    assert found.sealed_by_us
    assert found.flaws == (Flaw.REWRITTEN,)


def test_a_removed_page_is_found_and_counted(look, record):
    found = look(rewritten(record.signed, lambda pdf: pdf.pages.remove(p=1)))
    assert not found.is_intact
    assert found.pages == 1


def test_a_record_without_its_signature_is_found(look, record):
    assert look(record.sealed).flaws == (Flaw.SIGNATURE_MISSING,)


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
    approved = seal._sign(
        record.joined,
        sealing,
        record.authority.seal,
        field="seal",
        drawing=b"",
        reason=f"Record {CODE}",
        certify=False,
    )
    assert Flaw.NOT_CERTIFIED in look(approved).flaws


def test_a_person_of_ours_cannot_seal(look, record):
    person = record.authority.issue_for(name="Partnership Registry Seal", organization="", now=MADE_AT)
    sealing = seal.Sealing(record.authority)
    forged = seal._sign(
        record.joined, sealing, person, field="seal", drawing=b"", reason=f"Record {CODE}", certify=True
    )
    assert not look(forged).sealed_by_us


def test_a_file_cut_short_still_names_its_record(look, record):
    found = look(record.signed[:-900])
    assert (found.problem, found.code, found.flaws) == (Problem.DAMAGED, CODE, (Flaw.CUT_SHORT,))


def test_a_record_inside_a_record_is_examined_too(look, record):
    joined = attach(record.joined, f"{CODE}.pdf", record.signed)
    _sealed, edition = sign_record(joined, record.authority, code="EDED-EDED-EDED-EDED")
    found = look(edition)
    assert found.is_intact
    assert [(one.name, one.intact) for one in found.attached] == [(f"{CODE}.pdf", True)]


def test_an_altered_record_inside_a_record_is_found(look, record):
    joined = attach(record.joined, f"{CODE}.pdf", record.sealed)
    _sealed, edition = sign_record(joined, record.authority, code="EDED-EDED-EDED-EDED")
    assert look(edition).flaws == (Flaw.ATTACHMENT_ALTERED,)


def test_a_record_inside_under_another_code_is_found(look, record):
    joined = attach(record.joined, "ZZZZ-ZZZZ-ZZZZ-ZZZZ.pdf", record.signed)
    _sealed, edition = sign_record(joined, record.authority, code="EDED-EDED-EDED-EDED")
    assert look(edition).flaws == (Flaw.ATTACHMENT_ALTERED,)


def test_an_attached_file_that_is_no_record_is_only_listed(look, record):
    _sealed, signed = sign_record(attach(record.joined, "text.pdf", b"text"), record.authority)
    found = look(signed)
    assert found.is_intact
    assert [(one.name, one.intact) for one in found.attached] == [("text.pdf", None)]


def test_a_file_attached_afterwards_is_found(look, record):
    assert Flaw.ADDED in look(updated(record.signed, add_attached)).flaws


def test_an_encrypted_record_is_not_examined(look, record):
    locked = rewritten(
        record.signed, lambda pdf: None, encryption=pikepdf.Encryption(owner="owner", user="user")
    )
    assert look(locked).problem is Problem.ENCRYPTED


@pytest.mark.parametrize("data", [b"", b"Dear registry,", secrets.token_bytes(5_000)])
def test_what_is_no_pdf_is_said_to_be_none(look, data):
    assert look(data).problem is Problem.NOT_PDF


def test_a_pdf_that_cannot_be_read_is_damaged(look):
    assert look(b"%PDF-1.7\n" + secrets.token_bytes(5_000)).problem is Problem.DAMAGED


def test_an_unsigned_pdf_has_no_signatures_and_no_flaws(look, record):
    found = look(record.joined)
    assert not found.signatures
    assert not found.is_intact


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
