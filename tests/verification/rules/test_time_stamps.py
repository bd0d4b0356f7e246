"""The time stamps of a file: whose they are, which level they give, and what may follow on them."""

import datetime as dt
import io
from dataclasses import replace

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from registry.certificates.trust import Trust
from registry.pdf.levels import augment
from registry.pdf.values import Level
from registry.verification.rules.inspection import Examination, Flaw, examine
from registry.verification.rules.time_stamps import level_of, nothing_but_stamps, stamps_in
from tests.verification.forgeries import stamped
from tests.verification.updates import add_note, nothing, updated


def look(data: bytes, trust: Trust) -> Examination:
    """What is found in a file now: the stamps were made at this machine's own time."""
    return examine(data, trust, dt.datetime.now(dt.UTC))


def test_the_time_stamps_name_their_authority_and_hold(lta, trust):
    stamps = look(lta, trust).time_stamps
    assert [(one.authority, one.holds) for one in stamps] == [("Invented Time Stamping", True)] * 2
    assert stamps[-1].coverage == "ENTIRE_FILE"


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


@pytest.fixture(scope="module")
def reached(record, backing):
    """The record at each level."""
    raised = {aim: augment(record.signed, Level.B_B, aim=aim, backing=backing) for aim in Level}
    return {aim: one.content for aim, one in raised.items()}


def reading(data, trust, most=9):
    """A file that is read, and its time stamps."""
    reader = PdfFileReader(io.BytesIO(data))
    return reader, stamps_in(reader, trust.time_context(dt.datetime.now(dt.UTC)), most=most)


def test_a_level_is_what_stamps_and_validation_data_make_it(reached, trust):
    assert {aim: level_of(*reading(data, trust)) for aim, data in reached.items()} == {
        aim: aim for aim in Level
    }


def test_a_stamp_that_does_not_hold_gives_no_level(lta, trust):
    reader, stamps = reading(lta, trust)
    assert level_of(reader, [replace(one, holds=False) for one in stamps]) is Level.B_B
    assert level_of(reader, stamps[:1]) is Level.B_LT


def test_a_strangers_stamp_is_read_and_does_not_hold(record, trust, stranger):
    reader, (stamp,) = reading(stamped(record.signed, stranger), trust)
    assert (stamp.authority, stamp.holds) == ("Time", False)
    assert level_of(reader, [stamp]) is Level.B_B


def test_of_very_many_stamps_the_first_are_read(lta, trust):
    assert [one.revision for one in reading(lta, trust, most=1)[1]] == [3]


def test_a_moment_is_read_where_the_stamp_says_one(lta, trust):
    _reader, stamps = reading(lta, trust)
    assert abs(stamps[0].moment - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert replace(stamps[0], stamped_at="").moment is None


def test_nothing_but_stamps_and_validation_data_follows_on_the_signatures(lta, trust, record):
    reader, stamps = reading(lta, trust)
    after = len(reader.embedded_regular_signatures)
    assert nothing_but_stamps(reader, stamps, after=after, data=lta)
    for data in (updated(lta, add_note), updated(lta, nothing)):
        reader, stamps = reading(data, trust)
        assert not nothing_but_stamps(reader, stamps, after=after, data=data)
