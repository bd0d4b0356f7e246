"""A seal that others certified, in place of the registry's own."""

import datetime as dt
import shutil
from dataclasses import replace

import pytest

import config
from registry.certificates import outside_seals
from registry.certificates.outside_seals import SealUnfit, Source
from registry.certificates.revocations import Reason
from registry.certificates.trust import Trust
from registry.errors import InvalidInput
from registry.pdf.signatures import seal
from registry.pdf.signatures.seal import Sealing
from registry.records.queries.authority import sealing_authority
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from registry.verification.rules.inspection import Flaw, examine
from tests.certificates.builders import revoke, said, verdict_on
from tests.certificates.outsiders import DAY, PASSWORD, make_outsider
from tests.conftest import STOPPED_AT
from tests.records.builders import AT, CODE, MADE_AT, sign_record

YEARS_LATER = AT + dt.timedelta(days=3 * 365)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def outsider(tmp_path):
    """An outside seal."""
    return make_outsider(tmp_path / "outsider")


@pytest.fixture
def use(app, here):
    """Lets the installation use an outside seal, or its own again."""

    def use(outsider):
        found = outsider and config.OutsideSeal(outsider.pkcs12, PASSWORD, outsider.roots)
        app.config["REGISTRY_SEAL"] = found

    return use


@pytest.fixture
def sealed(use, outsider, record):
    """A record under the outside seal."""
    use(outsider)
    return sign_record(record.joined, sealing_authority(now=STOPPED_AT))[1]


def source(outsider, **changed):
    """Where it comes from."""
    return Source(**{"path": outsider.pkcs12, "password": PASSWORD, "roots": outsider.roots} | changed)


def complaints(outsider, **changed):
    """What is wrong with it, in words."""
    with pytest.raises(InvalidInput) as refused:
        outside_seals.check(source(outsider, **changed), now=AT)
    return str(refused.value).splitlines()


# -- at the start ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rsa_bits", [0, 3072])
def test_ec_and_rsa_seals_are_taken(tmp_path, database, rsa_bits):
    made = make_outsider(tmp_path, rsa_bits=rsa_bits)
    assert outside_seals.check(source(made), now=AT).certificate == made.certificate


def test_a_wrong_password_is_told(outsider, database):
    assert "REGISTRY_SEAL_PKCS12_PASSWORD is not its password" in complaints(outsider, password="no")[0]


def test_a_file_that_is_none_is_told(outsider, database):
    assert "it is no PKCS#12 file" in complaints(outsider, path=outsider.roots)[0]


def test_an_expired_certificate_is_told(tmp_path, database):
    assert complaints(make_outsider(tmp_path, ends_at=AT - DAY)) == [
        "REGISTRY_SEAL_PKCS12: the certificate has expired, on 2026-11-23."
    ]


def test_a_certificate_that_has_not_begun_is_told(tmp_path, database):
    [line] = complaints(make_outsider(tmp_path, begins_at=AT + DAY))
    assert "the certificate begins on 2026-11-25" in line


def test_a_certificate_that_is_not_meant_to_sign_is_told(tmp_path, database):
    [line] = complaints(make_outsider(tmp_path, signs=False))
    assert "its usage lacks digitalSignature" in line


def test_a_certificate_of_another_root_is_told(outsider, tmp_path, database):
    [line] = complaints(outsider, roots=make_outsider(tmp_path / "other").roots)
    assert "does not lead to a root in" in line


def test_roots_that_are_none_are_told(outsider, database):
    assert "holds no certificate in PEM" in complaints(outsider, roots=outsider.pkcs12)[0]


def test_a_short_key_is_told(tmp_path, database):
    [words] = complaints(make_outsider(tmp_path, rsa_bits=2048))
    assert "Ask the issuer" in words
    assert "RSA of 3072 bits or more" in words


def test_all_that_is_wrong_is_told_at_once(tmp_path, database):
    made = make_outsider(tmp_path / "a", ends_at=AT - DAY, signs=False)
    assert len(complaints(made, roots=make_outsider(tmp_path / "b").roots)) == 3


def test_an_application_does_not_start_with_an_unfit_seal(make_app, stopped_clock, outsider):
    with pytest.raises(InvalidInput, match="is not its password"):
        make_app(**outsider.environ | {"REGISTRY_SEAL_PKCS12_PASSWORD": "no"})


def test_an_application_starts_with_a_fit_one(make_app, stopped_clock, outsider):
    assert make_app(**outsider.environ).config["REGISTRY_SEAL"].path == outsider.pkcs12


# -- in use ------------------------------------------------------------------------------------------


def test_a_record_carries_the_outside_seal_and_says_whose_it_is(sealed, outsider):
    verdict = verdict_on(sealed)
    assert verdict.outcome is Outcome.INTACT_UNKNOWN
    assert int(verdict.signatures[0].serial, 16) == outsider.certificate.serial_number
    assert "Its seal is that of Ministry of Seals, certified by Outer Trust Ltd" in said(verdict)


def test_a_record_under_an_rsa_seal_is_intact(use, record, tmp_path, here):
    use(make_outsider(tmp_path / "rsa", rsa_bits=3072))
    signed = sign_record(record.joined, sealing_authority(now=STOPPED_AT))[1]
    assert examine(signed, Trust.read(here), AT).is_intact


def test_back_to_the_own_seal_what_the_other_sealed_still_verifies(sealed, use, outsider, record):
    use(None)
    shutil.rmtree(outsider.pkcs12.parent)
    assert sealing_authority(now=STOPPED_AT).seal.serial == record.authority.seal.serial
    assert verdict_on(sealed).outcome is Outcome.INTACT_UNKNOWN


def test_a_record_outlives_the_outside_certificate(sealed, here):
    assert examine(sealed, Trust.read(here), YEARS_LATER).is_intact


def test_an_outside_seal_that_was_never_used_here_is_not_taken(here, record, outsider, stranger):
    foreign = replace(stranger, seal=outside_seals.open_seal(source(outsider)))
    assert not examine(sign_record(record.joined, foreign)[1], Trust.read(here), AT).sealed_by_us


def sign_as_well(record, sealing, identity):
    """A record whose signatory's signature is by somebody else."""
    half = seal.seal(record.joined, sealing, reason=f"Record {CODE}")
    return seal.sign(half, sealing, identity, reason=f"Record {CODE}: Zoé")


def test_another_certificate_of_the_outside_authority_does_not_pass_for_a_signatory(
    sealed, here, record, outsider
):
    sealing = Sealing(sealing_authority(now=STOPPED_AT))
    found = examine(sign_as_well(record, sealing, outsider.sibling), Trust.read(here), AT)
    assert Flaw.SIGNATURE_FOREIGN in found.flaws


def test_no_seal_passes_for_a_signatory(sealed, here, record):
    sealing = Sealing(sealing_authority(now=STOPPED_AT))
    found = examine(sign_as_well(record, sealing, sealing.authority.seal), Trust.read(here), AT)
    assert found.flaws == (Flaw.NOT_CERTIFIED,)


def test_a_revoked_outside_seal_seals_nothing_more_and_is_told(sealed, outsider):
    done = revoke(f"{outsider.certificate.serial_number:x}", since=MADE_AT, reason=Reason.KEY_COMPROMISE)
    assert done.issuer == ""
    assert verdict_on(sealed).outcome is Outcome.REVOKED
    with pytest.raises(SealUnfit, match="revoked"):
        sealing_authority(now=STOPPED_AT)


def test_an_outside_seal_that_expires_while_the_registry_runs_seals_nothing_more(sealed):
    with pytest.raises(SealUnfit, match="expired"):
        sealing_authority(now=YEARS_LATER)


def test_the_seal_in_use_says_nothing_special(here, record):
    assert verdicts.verify(record.signed, now=AT).findings[1:] == ()
