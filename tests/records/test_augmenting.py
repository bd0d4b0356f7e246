"""Levels reached with a real time-stamp authority, and what stays when it does not answer."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding

from registry.certificates.authority import load_authority
from registry.certificates.trust import Trust, read_certificates
from registry.pdf.levels import Backing, TimeStampAuthority, augment
from registry.pdf.values import Level
from registry.verification.rules.inspection import Examination, Flaw, examine
from tests.records.making import SECRET, Made
from tests.records.updates import add_note, nothing, updated
from tests.time_authority import TimeAuthority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """An authority that answers."""
    found = TimeAuthority(tmp_path_factory.mktemp("time"))
    yield found
    found.close()


@pytest.fixture
def answering(authority: TimeAuthority) -> Iterator[TimeAuthority]:
    """It, answering again after the test."""
    yield authority
    authority.close()
    authority.open()
    authority.lists_answer = True


@pytest.fixture(scope="module")
def trust(record: Made, authority: TimeAuthority) -> Trust:
    """What is trusted: the record's authority, its lists fresh today, and that of its time stamps."""
    load_authority(record.folder, secret=SECRET, now=dt.datetime.now(dt.UTC))
    return Trust.read(record.folder, authority.roots)


@pytest.fixture(scope="module")
def backing(trust: Trust, authority: TimeAuthority) -> Backing:
    """What levels are reached with."""
    stamps = TimeStampAuthority(authority.url, read_certificates(authority.roots))
    return Backing(trust.root, trust.revocation_lists, stamps)


@pytest.fixture(scope="module")
def lta(record: Made, backing: Backing) -> bytes:
    """The record with all that can be reached."""
    return augment(record.signed, Level.B_B, aim=Level.B_LTA, backing=backing).content


def look(data: bytes, trust: Trust) -> Examination:
    """What is found in a file now: the stamps were made at this machine's own time."""
    return examine(data, trust, dt.datetime.now(dt.UTC))


@pytest.mark.parametrize("aim", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_each_level_is_reached_and_found_again(record, backing, trust, aim):
    raised = augment(record.signed, Level.B_B, aim=aim, backing=backing)
    found = look(raised.content, trust)
    assert (raised.level, raised.problem) == (aim, "")
    assert [one.level for one in found.signatures] == [aim, aim]
    assert found.is_intact


def test_nothing_of_the_signed_file_is_written_again(record, lta):
    assert lta.startswith(record.signed)


def test_the_time_stamps_name_their_authority_and_hold(lta, trust):
    stamps = look(lta, trust).time_stamps
    assert [(one.authority, one.holds) for one in stamps] == [("Invented Time Stamping", True)] * 2
    assert stamps[-1].coverage == "ENTIRE_FILE"


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


def test_a_stamped_file_read_without_the_authoritys_root_says_so(lta, record):
    found = look(lta, Trust.read(record.folder))
    assert Flaw.TIME_STAMP_FOREIGN in found.flaws
    assert found.signatures[0].level == "B-B"


def test_a_note_after_the_last_time_stamp_is_found(lta, trust):
    found = look(updated(lta, add_note), trust)
    assert Flaw.CONTENT_CHANGED in found.flaws
    assert Flaw.ADDED in found.flaws


def test_an_empty_update_after_the_last_time_stamp_is_found(lta, trust):
    assert Flaw.ADDED in look(updated(lta, nothing), trust).flaws


def test_bytes_behind_the_last_time_stamp_are_found(lta, trust):
    assert Flaw.ADDED in look(lta + b"\n% more\n", trust).flaws


@pytest.mark.parametrize("aim", [Level.B_LT, Level.B_LTA])
def test_a_flipped_bit_in_what_was_appended_is_found(record, backing, trust, aim):
    raised = augment(record.signed, Level.B_B, aim=aim, backing=backing).content
    at = raised.rindex(b"/Contents", len(record.signed)) + 900
    assert not look(raised[:at] + bytes([raised[at] ^ 1]) + raised[at + 1 :], trust).is_intact
