"""Levels reached with a real time-stamp authority, and what stays when it does not answer."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding

from registry.certificates import outside_seals
from registry.certificates.authority import load_authority
from registry.certificates.outside_seals import Source
from registry.certificates.trust import Trust, read_certificates
from registry.pdf.levels import Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from registry.verification.rules.inspection import Examination, examine
from tests.certificates.outsiders import DAY, PASSWORD, make_outsider
from tests.records.builders import SECRET, rewritten, sign_record
from tests.time_authority import TimeAuthority

NOW = dt.datetime.now(dt.UTC)
#: Long after the outside certificate has ended.
YEARS_LATER = NOW + 1000 * DAY


@pytest.fixture
def answering(authority: TimeAuthority) -> Iterator[TimeAuthority]:
    """It, answering again after the test."""
    yield authority
    authority.close()
    authority.open()
    authority.lists_answer = True


def look(data: bytes, trust: Trust) -> Examination:
    """What is found in a file now: the stamps were made at this machine's own time."""
    return examine(data, trust, dt.datetime.now(dt.UTC))


@pytest.fixture(scope="module")
def authority_with_lists(tmp_path_factory):
    """An authority that stamps the time and publishes the revocation lists of the outside seal, too."""
    found = TimeAuthority(tmp_path_factory.mktemp("time"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def trust_of_outside_seal(record, authority_with_lists, tmp_path_factory):
    """What is trusted: the record's authority, an outside seal that is used, and the authority's stamps."""
    folder = tmp_path_factory.mktemp("here") / "keys"
    shutil.copytree(record.folder, folder)
    load_authority(folder, secret=SECRET, now=NOW)
    lists = authority_with_lists.url.replace("/stamp", "/")
    outsider = make_outsider(
        authority_with_lists.folder, begins_at=NOW - DAY, ends_at=NOW + 700 * DAY, lists=lists
    )
    seal = outside_seals.open_seal(Source(outsider.pkcs12, PASSWORD, outsider.roots))
    outside_seals.remember(folder, seal, outsider.roots, now=NOW)
    return Trust.read(folder, authority_with_lists.folder / "root.pem")


@pytest.fixture(scope="module")
def sealed(record, authority_with_lists, trust_of_outside_seal):
    """A record under the outside seal, signed by a person."""
    seal = outside_seals.open_seal(
        Source(authority_with_lists.folder / "seal.p12", PASSWORD, authority_with_lists.folder / "roots.pem")
    )
    return sign_record(record.joined, replace(record.authority, seal=seal), now=NOW)[1]


@pytest.fixture(scope="module")
def backing_of_outside_seal(trust_of_outside_seal, authority_with_lists):
    """What levels are reached with."""
    stamps = TimeStampAuthority(authority_with_lists.url, read_certificates(authority_with_lists.roots))
    return Backing.of(trust_of_outside_seal, stamps)


@pytest.fixture
def silent(authority_with_lists):
    """The authority, whose lists do not answer during the test."""
    authority_with_lists.lists_answer = False
    yield
    authority_with_lists.lists_answer = True


# -- under the registry's own seal -------------------------------------------------------------------


@pytest.mark.parametrize("aim", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_each_level_is_reached_and_found_again(record, backing, trust, aim):
    raised = augment(record.signed, Level.B_B, aim=aim, backing=backing)
    found = look(raised.content, trust)
    assert (raised.level, raised.problem) == (aim, "")
    assert [one.level for one in found.signatures] == [aim, aim]
    assert found.is_intact


def test_nothing_of_the_signed_file_is_written_again(record, lta):
    assert lta.startswith(record.signed)


def test_a_level_is_reached_step_by_step(record, backing, trust):
    stamped = augment(record.signed, Level.B_B, aim=Level.B_T, backing=backing)
    raised = augment(stamped.content, stamped.level, aim=Level.B_LTA, backing=backing)
    assert raised.level is Level.B_LTA
    assert len(look(raised.content, trust).time_stamps) == 2


def test_an_authority_that_is_down_leaves_the_file_as_it_is(record, backing, answering):
    answering.close()
    raised = augment(record.signed, Level.B_B, aim=Level.B_LTA, backing=backing)
    assert (raised.content, raised.level) == (record.signed, Level.B_B)
    assert "time-stamp authority" in raised.problem
    assert "Connect" in raised.problem


def test_revocation_lists_that_are_not_given_leave_it_at_b_t(record, backing, answering):
    answering.lists_answer = False
    raised = augment(record.signed, Level.B_B, aim=Level.B_LTA, backing=backing)
    assert raised.level is Level.B_T
    assert "revocation lists" in raised.problem


def test_a_stamp_of_an_authority_that_is_not_trusted_is_not_taken(record, backing, stranger):
    root = x509.Certificate.load(stranger.root.certificate.public_bytes(Encoding.DER))
    elsewhere = replace(backing, authority=replace(backing.authority, roots=(root,)))
    raised = augment(record.signed, Level.B_B, aim=Level.B_T, backing=elsewhere)
    assert raised.content == record.signed
    assert "not among those set" in raised.problem


def test_an_answer_that_is_no_time_stamp_is_not_taken(record, backing, authority):
    broken = replace(backing, authority=replace(backing.authority, url=authority.broken_url))
    raised = augment(record.signed, Level.B_B, aim=Level.B_T, backing=broken)
    assert raised.content == record.signed
    assert "malformed" in raised.problem


def test_an_authority_that_sends_us_elsewhere_is_not_followed(record, backing, authority):
    asked = authority.asked
    moved = replace(backing, authority=replace(backing.authority, url=authority.moved_url))
    raised = augment(record.signed, Level.B_B, aim=Level.B_T, backing=moved)
    assert (raised.content, authority.asked) == (record.signed, asked)
    assert "elsewhere" in raised.problem


def test_a_revocation_list_that_has_moved_is_not_followed(record, backing, answering):
    answering.lists_moved = True
    raised = augment(record.signed, Level.B_B, aim=Level.B_LTA, backing=backing)
    assert raised.level is Level.B_T
    answering.lists_moved = False
    assert augment(record.signed, Level.B_B, aim=Level.B_LT, backing=backing).level is Level.B_LT


@pytest.mark.parametrize("aim", [Level.B_LT, Level.B_LTA])
def test_a_flipped_bit_in_what_was_appended_is_found(record, backing, trust, aim):
    raised = augment(record.signed, Level.B_B, aim=aim, backing=backing).content
    at = raised.rindex(b"/Contents", len(record.signed)) + 900
    assert not look(raised[:at] + bytes([raised[at] ^ 1]) + raised[at + 1 :], trust).is_intact


# -- under a seal that others certified --------------------------------------------------------------


@pytest.mark.parametrize("aim", [Level.B_LT, Level.B_LTA])
def test_a_record_under_an_outside_seal_reaches_the_level_and_it_is_found_again(
    sealed, backing_of_outside_seal, trust_of_outside_seal, aim
):
    raised = augment(sealed, Level.B_B, aim=aim, backing=backing_of_outside_seal)
    found = examine(raised.content, trust_of_outside_seal, dt.datetime.now(dt.UTC))
    assert (raised.level, raised.problem) == (aim, "")
    assert ([one.level for one in found.signatures], found.is_intact) == ([aim, aim], True)


def test_the_lists_of_every_issuer_of_the_outside_seal_are_kept_in_the_file(
    sealed, backing_of_outside_seal, authority_with_lists
):
    raised = augment(sealed, Level.B_B, aim=Level.B_LT, backing=backing_of_outside_seal).content
    assert (authority_with_lists.folder / "outer-ca.crl").read_bytes() in streams_of(raised)
    assert (authority_with_lists.folder / "outer-root.crl").read_bytes() in streams_of(raised)


def streams_of(content):
    """The revocation lists that a file keeps."""
    found = []
    rewritten(content, lambda pdf: found.extend(one.read_bytes() for one in pdf.Root.DSS.CRLs))
    return found


def test_where_the_outside_lists_do_not_answer_the_level_stays_and_it_is_said_why(
    sealed, backing_of_outside_seal, silent
):
    raised = augment(sealed, Level.B_B, aim=Level.B_LT, backing=backing_of_outside_seal)
    assert (raised.level, raised.problem.startswith("revocation lists: ")) == (Level.B_T, True)


def test_the_level_outlives_the_outside_certificate(sealed, backing_of_outside_seal, trust_of_outside_seal):
    raised = augment(sealed, Level.B_B, aim=Level.B_LTA, backing=backing_of_outside_seal)
    assert examine(raised.content, trust_of_outside_seal, YEARS_LATER).is_intact
