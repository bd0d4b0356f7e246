"""New keys in place of old ones: what was sealed before holds, and the old keys are gone."""

import datetime as dt
import io
import shutil
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from registry.certificates import key_store, rotation
from registry.certificates.authority import Authority, load_authority
from registry.certificates.revocations import Reason, Revocation
from registry.certificates.rotation import Part, Vault
from registry.certificates.trust import Trust
from registry.verification.rules.inspection import examine
from tests.certificates.builders import Crash, crashing
from tests.records.builders import AT, MADE_AT, SECRET, Made, sign_record

LISTS_AT = "https://registry.example/verify"
LATER = MADE_AT + dt.timedelta(days=2)
NEXT_CODE = "FEDC-BA98-7654-3210"


@pytest.fixture
def place(record: Made, tmp_path: Path) -> Vault:
    """The record's keys, in a folder that may change."""
    shutil.copytree(record.folder, tmp_path / "keys")
    return Vault(tmp_path / "keys", SECRET, LISTS_AT)


def load(place: Vault, now: dt.datetime = LATER) -> Authority:
    """The authority as it is then."""
    return load_authority(place.folder, secret=place.secret, now=now, lists_at=place.lists_at)


def rotate(place: Vault, part: Part, now: dt.datetime = LATER) -> dict[str, str]:
    """Replace a part; gives the serial numbers of what is new."""
    made = {}
    rotation.rotate(place, part, note=lambda name, _, new: made.update({name: new.serial}), now=now)
    return made


def serials(authority: Authority) -> dict[str, str]:
    """The serial numbers of what is in use."""
    return {name: getattr(authority, name).serial for name in ("root", "issuing", "seal")}


def revoke(place: Vault, authority: Authority, issuer: str) -> Revocation:
    """Revoke the seal of an authority that may have been replaced since."""
    done = Revocation(authority.seal.serial, issuer, Reason.KEY_COMPROMISE, LATER, LATER)
    rotation.revoke(place, done, now=LATER)
    return done


def private_keys(folder: Path) -> dict[str, bytes]:
    """The locked keys of a folder, by their paths."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.key")}


@pytest.mark.parametrize(
    ("part", "new"),
    [(Part.SEAL, ["seal"]), (Part.ISSUING, ["issuing", "seal"]), (Part.ROOT, ["root", "issuing", "seal"])],
)
def test_a_part_is_replaced_with_all_below_it(place, part, new):
    before = serials(load(place))
    made = rotate(place, part)
    assert list(made) == new
    assert serials(load(place)) == before | made
    assert not set(made.values()) & set(before.values())


@pytest.mark.parametrize("part", Part)
def test_a_record_from_before_a_rotation_is_intact(place, record, part):
    rotate(place, part)
    assert examine(record.signed, Trust.read(place.folder), AT).is_intact


@pytest.mark.parametrize("part", Part)
def test_a_record_from_after_a_rotation_is_intact_and_carries_the_new_certificate(place, record, part):
    made = rotate(place, part)
    _sealed, signed = sign_record(record.joined, load(place), code=NEXT_CODE)
    found = examine(signed, Trust.read(place.folder), AT)
    assert found.is_intact
    assert found.signatures[0].serial == made["seal"]


@given(parts=st.lists(st.sampled_from(Part), min_size=1, max_size=4))
@settings(max_examples=6, deadline=None)
def test_whatever_was_replaced_in_whatever_order_the_first_record_holds(record, tmp_path_factory, parts):
    folder = tmp_path_factory.mktemp("rotated") / "keys"
    shutil.copytree(record.folder, folder)
    place = Vault(folder, SECRET, LISTS_AT)
    [rotate(place, part) for part in parts]
    assert examine(record.signed, Trust.read(folder), AT).is_intact
    assert load(place).number == 1 + sum(part is not Part.SEAL for part in parts)


def test_a_record_of_a_stranger_is_not_taken_after_a_rotation(place, record, stranger):
    rotate(place, Part.ROOT)
    _sealed, signed = sign_record(record.joined, stranger)
    assert not examine(signed, Trust.read(place.folder), AT).sealed_by_us


def test_no_former_private_key_is_left(place):
    before = private_keys(place.folder)
    rotate(place, Part.ROOT)
    after = private_keys(place.folder)
    assert not set(before.values()) & set(after.values())
    assert set(after) - set(before) == {"former/root-1/lists.key", "former/issuing-1/lists.key"}


def test_the_day_of_the_rotation_is_kept_with_the_former_certificate(place):
    before = load(place)
    rotate(place, Part.SEAL)
    [former] = load(place).former
    assert (former.certificate, former.replaced_at) == (before.seal.certificate, LATER)


def test_a_new_root_is_published_before_the_old_one(place):
    before = load(place)
    rotate(place, Part.ROOT)
    after = load(place)
    roots = x509.load_pem_x509_certificates(after.root_pem())
    assert roots == [after.root.certificate, before.root.certificate]


def test_each_issuer_keeps_the_address_of_its_list(place):
    before = load(place)
    rotate(place, Part.ISSUING)
    after = load(place)
    assert list(after.published) == ["root", "issuing-2", "issuing"]
    for name, authority in (("issuing", before), ("issuing-2", after)):
        assert after.published[name].is_signature_valid(authority.issuing.certificate.public_key())


def test_the_last_list_of_a_former_issuer_holds_to_its_end(place):
    before = load(place)
    rotate(place, Part.ISSUING)
    last = load(place, LATER + dt.timedelta(days=400)).published["issuing"]
    assert last.next_update_utc == before.issuing.certificate.not_valid_after_utc


def test_what_is_revoked_after_a_rotation_stands_in_the_former_issuers_list(place):
    before = load(place)
    rotate(place, Part.ISSUING)
    done = revoke(place, before, "issuing")
    published = load(place).published
    entry = published["issuing"].get_revoked_certificate_by_serial_number(int(done.serial, 16))
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value == "keyCompromise"
    assert not list(published["issuing-2"])


def test_a_former_issuers_list_is_then_signed_in_its_name_by_a_key_that_can_sign_nothing_else(place):
    before = load(place)
    rotate(place, Part.ISSUING)
    revoke(place, before, "issuing")
    after = load(place)
    signer = after.former[0].list_signer.certificate
    usage = signer.extensions.get_extension_for_class(x509.KeyUsage).value
    assert after.published["issuing"].is_signature_valid(signer.public_key())
    assert (usage.crl_sign, usage.key_cert_sign, usage.digital_signature) == (True, False, False)
    assert signer.subject == before.issuing.certificate.subject


def test_a_former_issuers_list_is_made_anew_each_hour_once_something_was_revoked(place):
    before = load(place)
    rotate(place, Part.ISSUING)
    revoke(place, before, "issuing")
    tomorrow = LATER + dt.timedelta(days=1)
    assert load(place, tomorrow).published["issuing"].last_update_utc == tomorrow


@pytest.mark.parametrize("part", Part)
def test_a_strict_validator_finds_every_list_it_needs(place, record, part):
    rotate(place, part)
    revoke(place, load(place), "issuing" if part is Part.SEAL else "issuing-2")
    trust = Trust.read(place.folder)
    assert [strictly_valid(one, trust) for one in signatures_in(record.signed)] == [True, True]


def signatures_in(data: bytes) -> list[EmbeddedPdfSignature]:
    """Seal and signature of a file."""
    return PdfFileReader(io.BytesIO(data)).embedded_regular_signatures


def strictly_valid(signature: EmbeddedPdfSignature, trust: Trust) -> bool:
    """Whether pyHanko takes a signature where it refuses what no list speaks of."""
    context = ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(trust.list_signers),
        crls=list(trust.revocation_lists),
        moment=AT,
        allow_fetching=False,
        revocation_mode="hard-fail",
    )
    return validate_pdf_signature(signature, context).trusted


def test_another_process_sees_a_rotation(place):
    before = load(place)
    rotate(place, Part.SEAL)
    assert load(place).seal.serial != before.seal.serial


# -- crashes -----------------------------------------------------------------------------------------


def test_a_crash_before_the_switch_leaves_all_as_it_was(place, monkeypatch):
    before = load(place)
    with monkeypatch.context() as patch:
        crashing(patch, "rename", 1)
        with pytest.raises(Crash):
            rotate(place, Part.ROOT)
    assert load(place).root.serial == before.root.serial


@pytest.mark.parametrize("at", range(1, 16, 2))
def test_a_crash_within_the_switch_is_finished_by_the_next_who_opens_the_keys(place, record, monkeypatch, at):
    before = load(place)
    with monkeypatch.context() as patch:
        crashing(patch, "replace", at)
        with pytest.raises(Crash):
            rotate(place, Part.ROOT)
    after = load(place)
    assert after.root.serial != before.root.serial
    assert after.root.key.public_key() == after.root.certificate.public_key()
    assert not (place.folder / key_store.SWITCHING).exists()
    assert examine(record.signed, Trust.read(place.folder), AT).is_intact
