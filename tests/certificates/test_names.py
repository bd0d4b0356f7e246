"""Every name becomes a record that verifies: by bytes, by content, in an edition, with the keys alone."""

import subprocess
import unicodedata

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from registry.certificates import names
from registry.certificates.names import ROOM, graphemes, in_room, whole
from registry.certificates.trust import Trust
from registry.certificates.x509 import subject_of
from registry.database.transactions import unit_of_work
from registry.pdf.signatures import seal
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from registry.verification.rules.inspection import examine
from tests import factories
from tests.naming import NAMES
from tests.records import builders
from tests.records.builders import AT, CODE, MADE_AT, ORGANIZATION
from tests.verification.genuine import edition_pages

LONG = "Société imaginaire des services de soutien à domicile et de répit de Sainte-Invention-des-Érables"
of_each_name = pytest.mark.parametrize("name", NAMES)


def signed(record, authority, name, organization=ORGANIZATION):
    """The record, signed in a name."""
    person = authority.issue_for(name=name, organization=organization, now=MADE_AT)
    sealing = seal.Sealing(authority)
    sealed = seal.seal(record.joined, sealing, reason=f"Record {CODE}")
    return seal.sign(sealed, sealing, person, reason=f"Record {CODE}: {name}, {organization}")


@pytest.fixture
def here(app, session, record):
    """An installation with the record's keys, and nothing else."""
    app.config["REGISTRY_INSTANCE"] = str(record.folder.parent)


# -- judged by content -------------------------------------------------------------------------------


@of_each_name
def test_a_record_in_this_name_is_intact_by_its_content(record, name):
    found = examine(signed(record, record.authority, name), Trust.read(record.folder), AT)
    assert (found.is_intact, found.flaws) == (True, ())
    assert (found.signatures[1].signer, found.signatures[1].organization) == (name, ORGANIZATION)


@of_each_name
def test_a_record_in_this_name_under_a_strangers_keys_is_not_ours(record, stranger, name):
    found = examine(signed(record, stranger, name), Trust.read(record.folder), AT)
    assert not found.sealed_by_us
    assert not any(one.trusted for one in found.signatures)


def test_all_of_them_inside_an_edition_are_intact(record):
    edition = edition_pages()
    for number, name in enumerate(NAMES):
        code = f"{number:04}-0000-0000-0000"
        _sealed, inside = builders.sign_record(record.joined, record.authority, code=code, name=name)
        edition = builders.attach(edition, f"{code}.pdf", inside)
    edition = seal.seal(edition, seal.Sealing(record.authority), reason=f"Record {CODE}")
    found = examine(edition, Trust.read(record.folder), AT)
    assert [one.intact for one in found.attached] == [True] * len(NAMES)
    assert found.is_intact


@of_each_name
def test_pdfsig_finds_both_signatures_valid(record, tmp_path, name):
    file = tmp_path / "record.pdf"
    file.write_bytes(signed(record, record.authority, name))
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=True).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2


# -- by page and command -----------------------------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["Ⱥnna Ȼole ꞋUlu", "Ann محمد Lee", "É" * 65])
def test_in_an_installation_with_the_keys_alone_it_is_ours_and_unchanged(here, record, name):
    verdict = verdicts.verify(signed(record, record.authority, name), now=AT)
    assert verdict.outcome is Outcome.INTACT_UNKNOWN
    assert verdict.signatures[1].signer == name


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_it_is_kept_it_is_known_by_its_bytes(here, record):
    content = signed(record, record.authority, "Ann 😀 Lee")
    with unit_of_work():
        builders.keep(content, factories.make_team(), facts={"organization": "Clinic"})
    assert verdicts.verify(content, now=AT).outcome is Outcome.KNOWN


# -- cut for the certificate -------------------------------------------------------------------------


@of_each_name
def test_a_certificate_holds_as_much_of_a_name_as_it_has_room_for(name):
    [common] = subject_of(name, LONG).get_attributes_for_oid(NameOID.COMMON_NAME)
    assert len(common.value.encode()) <= ROOM
    assert name.startswith(common.value.removesuffix("…"))
    assert common.value.endswith("…") is (common.value != name) is (len(name.encode()) > ROOM)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Zoe\u0301", ["Z", "o", "e\u0301"]),
        ("श्री", ["श्री"]),
        ("👩🏽‍⚕️x", ["👩🏽‍⚕️", "x"]),
        ("🇨🇦🇫🇷", ["🇨🇦", "🇫🇷"]),
        ("", []),
    ],
)
def test_letters_are_parted_as_a_reader_counts_them(text, letters):
    assert list(graphemes(text)) == letters


@of_each_name
def test_a_name_is_never_cut_inside_a_letter(name):
    kept = in_room(name * 30).removesuffix("…")
    after = (name * 30)[len(kept) :].lstrip()
    assert not unicodedata.combining(after[0])
    assert "".join(graphemes(kept)) == kept


def test_a_long_name_and_organization_are_told_whole(record):
    name = max(NAMES, key=len)
    found = examine(signed(record, record.authority, name, LONG), Trust.read(record.folder), AT)
    assert (found.signatures[1].signer, found.signatures[1].organization) == (name, LONG)
    assert found.is_intact


def test_where_the_signatures_own_text_says_otherwise_the_certificate_counts():
    assert whole("Ann…", "Clinic", "Record 1: Joann Lee, Clinic") == ("Ann…", "Clinic")
    assert whole("Ann", "Clinic", "") == ("Ann", "Clinic")
    assert whole("Ann…", "Cli…", "Record 1: Ann Lee, Clinic, Ltd.") == ("Ann Lee", "Clinic, Ltd.")


def test_the_library_still_keeps_what_it_has_prepared_where_it_is_put(record):
    certificate = examine_certificate(record, "Ann محمد Lee")
    names.make_comparable(certificate)
    assert certificate.subject.hashable


def examine_certificate(record, name):
    """A signatory's certificate as pyHanko reads it."""
    person = record.authority.issue_for(name=name, organization=ORGANIZATION, now=MADE_AT)
    return x509.Certificate.load(person.certificate.public_bytes(Encoding.DER))
