"""A hundred records and what becomes of them when keys are rotated and certificates revoked: in words."""

import datetime as dt
import json

import pytest
from cryptography import x509

from registry.certificates import revocations
from registry.certificates.outside_seals import SealUnfit
from registry.certificates.revocations import Reason
from registry.certificates.rotation import Part
from registry.certificates.trust import Trust
from registry.database.transactions import unit_of_work
from registry.records.queries.authority import own_authority, sealing_authority
from registry.records.rules import new_code
from registry.verification import wording as verification_wording
from registry.verification.queries import certificates
from registry.verification.queries.verdicts import Outcome
from registry.verification.rules.inspection import examine
from registry.verification.rules.time_stamps import TimeStamp
from tests import factories
from tests.certificates.builders import keep_with_serials, revoke, rotate, said, serials_in, verdict_on
from tests.conftest import STOPPED_AT
from tests.records.builders import CODE, MADE_AT, sign_record
from tests.verification.bringing import bring

BEFORE = MADE_AT - dt.timedelta(days=1)
AFTER = MADE_AT + dt.timedelta(days=1)

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


# -- a hundred records -------------------------------------------------------------------------------


def test_a_hundred_records_from_before_rotations_are_known_intact_and_of_their_own_seal(here, record):
    authority = own_authority(now=STOPPED_AT)
    files = {code: sign_record(record.joined, authority, code=code)[1] for code in codes(100)}
    with unit_of_work():
        team = factories.make_team()
        [keep_with_serials(content, team, code) for code, content in files.items()]
    new = [rotate(part)["seal"] for part in (Part.SEAL, Part.ISSUING, Part.ROOT)]
    trust = Trust.read(here)
    assert {verdict_on(one).outcome for one in files.values()} == {Outcome.KNOWN}
    assert {examine(one, trust, STOPPED_AT).is_intact for one in list(files.values())[::10]} == {True}
    assert {serials_in(one)[0] for one in files.values()} == {authority.seal.serial}
    assert sealing_authority(now=STOPPED_AT).seal.serial == new[-1]


def codes(count):
    """Codes, each once."""
    return [new_code() for _ in range(count)]


def test_a_record_made_after_a_rotation_carries_the_new_certificate(here, record):
    new = rotate(Part.ISSUING)
    _sealed, signed = sign_record(record.joined, sealing_authority(now=STOPPED_AT))
    verdict = verdict_on(signed)
    assert verdict.outcome is Outcome.INTACT_UNKNOWN
    assert verdict.signatures[0].serial == new["seal"]


def test_a_record_says_that_its_seal_was_replaced_since(kept, record):
    rotate(Part.SEAL)
    assert "replaced by a new one on 2026-11-24" in said(verdict_on(record.signed))


# -- revoked certificates ----------------------------------------------------------------------------


def test_a_known_file_is_told_that_its_signature_was_revoked_before_it_was_made(kept, record):
    revoke(kept.serials[1], since=BEFORE, reason=Reason.PRIVILEGE_WITHDRAWN)
    verdict = verdict_on(record.signed)
    assert verdict.outcome is Outcome.REVOKED
    assert not verdict.is_genuine
    assert "The certificate of its signature was revoked: its holder was not entitled" in said(verdict)
    assert "does not count from 2026-11-01 on" in said(verdict)
    assert "books say that the file was made on 2026-11-02, not before that" in said(verdict)


def test_a_known_file_made_before_the_day_keeps_holding_by_the_registrys_books(kept, record):
    revoke(kept.serials[1], since=AFTER)
    verdict = verdict_on(record.signed)
    assert verdict.outcome is Outcome.KNOWN
    assert "The certificate of its signature was revoked: others may have used its key" in said(verdict)
    assert "No time stamp in the file shows that it is from before that" in said(verdict)
    assert "made on 2026-11-02, before it; nobody else can see that" in said(verdict)


def test_an_unknown_file_under_a_revoked_seal_is_not_taken(here, record):
    revoke(record.authority.seal.serial, since=AFTER)
    verdict = verdict_on(record.signed)
    assert verdict.outcome is Outcome.REVOKED
    assert "whoever held the key could have made it since" in said(verdict)


def test_a_file_that_only_names_a_record_is_told_both(kept, record):
    revoke(record.authority.seal.serial, since=AFTER)
    other = sign_record(record.joined, record.authority)[1]
    verdict = verdict_on(other)
    assert verdict.outcome is Outcome.ALTERED
    assert verification_wording.OTHER_FILE in said(verdict)
    assert "The certificate of its seal was revoked" in said(verdict)


@pytest.mark.parametrize(
    ("stamp", "holds"),
    [
        (TimeStamp("T", BEFORE.isoformat(), True, "", 3), True),
        (TimeStamp("T", BEFORE.isoformat(), False, "", 3), False),
        (TimeStamp("T", AFTER.isoformat(), True, "", 3), False),
        (TimeStamp("T", MADE_AT.isoformat(), True, "", 3), False),
        (TimeStamp("T", "", True, "", 3), False),
    ],
)
def test_only_a_trusted_stamp_from_before_the_day_keeps_an_unknown_file(here, record, stamp, holds):
    done = revoke(record.authority.seal.serial, since=MADE_AT)
    words = certificates.words_on([done.serial], made_at=None, stamps=[stamp])
    assert words.holds is holds
    assert (words.findings[-1].message == certificates.STAMPED_BEFORE) is holds


def test_a_stamp_keeps_what_the_books_would_not(here, record):
    done = revoke(record.authority.seal.serial, since=MADE_AT)
    stamp = TimeStamp("T", BEFORE.isoformat(), True, "", 3)
    assert certificates.words_on([done.serial], made_at=AFTER, stamps=[stamp]).holds


def test_another_certificate_of_the_same_seal_is_untouched(kept, record):
    other = sign_record(record.joined, record.authority, code=new_code())[1]
    revoke(kept.serials[1])
    assert verdict_on(other).outcome is Outcome.INTACT_UNKNOWN


def test_a_record_attached_inside_whose_signature_was_revoked_is_told(kept, record):
    revoke(kept.serials[1], since=AFTER)
    words = certificates.words_on(["1"], made_at=MADE_AT, attached=[CODE])
    assert f"signature in record {CODE}, attached inside, was revoked" in str(words.findings[-1])


def test_the_page_of_a_record_tells_it_in_both_languages(kept, client):
    revoke(kept.serials[1], since=AFTER)
    assert "was revoked" in client.get(f"/verify/{CODE}").text
    assert client.get(f"/verify/{CODE}", headers={"Accept-Language": "fr"}).status_code == 200


def test_the_page_of_a_confidential_record_tells_it_too(kept, client):
    with unit_of_work():
        kept.confidential = True
    revoke(kept.serials[1], since=AFTER)
    assert "was revoked" in client.get(f"/verify/{CODE}").text


def test_the_verdict_page_is_no_success(kept, record, client):
    revoke(kept.serials[1], since=BEFORE)
    answer = bring(client, record.signed)
    assert answer.status_code == 422
    assert "A certificate of this file was revoked" in answer.text


# -- lists -------------------------------------------------------------------------------------------


def published(client, name):
    """A published revocation list."""
    return x509.load_der_x509_crl(client.get(f"/verify/{name}.crl").data)


def test_the_list_names_it_at_once_with_reason_and_day(kept, client):
    revoke(kept.serials[1], since=AFTER)
    [entry] = published(client, "issuing")
    assert f"{entry.serial_number:x}" == kept.serials[1]
    assert entry.revocation_date_utc == AFTER
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value == "keyCompromise"
    assert entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc == AFTER


def test_every_later_list_names_it_too(kept, client, stopped_clock):
    revoke(kept.serials[1])
    stopped_clock.pass_by(days=40)
    assert len(list(published(client, "issuing"))) == 1


def test_a_signature_of_a_former_issuing_authority_stands_in_its_list(kept, client):
    rotate(Part.ISSUING)
    revoke(kept.serials[1])
    assert len(list(published(client, "issuing"))) == 1
    assert not list(published(client, "issuing-2"))


def test_a_former_issuers_later_list_names_the_address_of_who_signs_it(kept, client):
    rotate(Part.ISSUING)
    revoke(kept.serials[1])
    found = published(client, "issuing")
    [place] = found.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert place.access_location.value == "http://localhost/verify/issuing.cer"
    signer = x509.load_der_x509_certificate(client.get("/verify/issuing.cer").data)
    assert found.is_signature_valid(signer.public_key())


def test_an_issuer_in_use_signs_its_list_itself(here, client):
    rotate(Part.ISSUING)
    assert client.get("/verify/issuing-2.cer").status_code == 404


def test_a_list_that_never_was_is_not_there(here, client):
    assert client.get("/verify/issuing-9.crl").status_code == 404
    assert client.get("/verify/seal.crl").status_code == 404


# -- the command that verifies --------------------------------------------------------------------------


def test_the_verify_command_ends_with_1_and_says_why(run, kept, record, tmp_path):
    run("revoke", kept.serials[1], "--reason", "keyCompromise", "--since", "2026-11-01")
    (tmp_path / "record.pdf").write_bytes(record.signed)
    result = run("verify", str(tmp_path / "record.pdf"))
    assert result.exit_code == 1
    assert "The certificate of its signature was revoked" in result.output


def test_the_verdict_as_json_says_it_too(run, kept, record, tmp_path):
    run("revoke", kept.serials[1], "--reason", "keyCompromise", "--since", "2026-11-01")
    (tmp_path / "record.pdf").write_bytes(record.signed)
    verdict = json.loads(run("verify", "--json", str(tmp_path / "record.pdf")).output)
    assert (verdict["outcome"], verdict["genuine"]) == ("revoked", False)


def test_nothing_is_sealed_with_a_seal_noted_as_revoked(here, record):
    noted = revocations.Revocation(
        record.authority.seal.serial, "issuing", Reason.KEY_COMPROMISE, MADE_AT, MADE_AT
    )
    revocations.note(here, noted)
    with pytest.raises(SealUnfit, match="nothing is sealed until another is set"):
        sealing_authority(now=STOPPED_AT)
