"""A level that a record has not reached stays owed until it is, each raised file a row of its own."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.transactions import unit_of_work
from registry.files.fingerprints import fingerprint_of
from registry.pdf.values import Level
from registry.records.models import Augmentation
from registry.records.queries.records import newest_file, standing_of
from registry.records.rules import RecordEvent
from registry.records.services import levels
from registry.records.services.levels import RETRY_AFTER
from tests.factories import NOW, make_team
from tests.records import builders

RAISED = b"%PDF-1.7 sealed, stamped"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def team(session):
    with unit_of_work():
        return make_team()


@pytest.fixture
def record(team):
    """A record that has reached the lowest level."""
    with unit_of_work():
        return builders.keep(b"%PDF-1.7 sealed", team, facts={})


@pytest.fixture
def owed(record):
    """What it is owed."""
    with unit_of_work():
        return levels.owe(record, Level.B_LT, now=NOW)


def claim(now=NOW):
    with unit_of_work():
        return levels.claim(now)


def note(owed, level, problem=""):
    with unit_of_work():
        levels.note_file(owed, RAISED, level, problem=problem, now=NOW)


def test_what_was_not_tried_is_claimed_at_once_and_once(owed):
    assert [claim(), claim()] == [owed.id, None]


def test_what_was_tried_in_vain_rests(record):
    with unit_of_work():
        owed = levels.owe(record, Level.B_T, failed="no answer", now=NOW)
    assert (owed.problem, claim()) == ("no answer", None)
    assert claim(NOW + RETRY_AFTER[0] + dt.timedelta(seconds=1)) == owed.id


def test_a_team_may_have_its_records_tried_at_once(record, owed):
    with unit_of_work():
        levels.note_problem(owed, "no answer", now=NOW)
        other = make_team()
    assert claim() is None
    with unit_of_work():
        levels.try_again_now(other.id)
    assert claim() is None
    with unit_of_work():
        levels.try_again_now(record.team_id)
    assert claim() == owed.id


def test_every_record_below_the_level_is_owed_it_once(record, session):
    with unit_of_work():
        assert levels.owe_all(Level.B_B, now=NOW) == 0
        assert levels.owe_all(Level.B_T, now=NOW) == 1
        assert levels.owe_all(Level.B_T, now=NOW) == 0
    (owed,) = session.scalars(sa.select(Augmentation))
    assert (owed.record_id, owed.level_aimed) == (record.id, Level.B_T.value)


def test_a_raised_file_is_the_one_that_is_given_out_and_has_its_event(record, owed, session):
    note(owed, Level.B_LT)
    assert newest_file(record).fingerprint == fingerprint_of(RAISED)
    assert standing_of(record).owed is None
    (event,) = session.scalars(sa.select(Event).where(Event.tag == RecordEvent.AUGMENTED.value))
    assert (event.subject, event.details["level"]) == (f"record:{record.id}", Level.B_LT.value)


def test_what_is_still_to_be_reached_after_a_file_is_owed_with_why(record, owed):
    note(owed, Level.B_T, problem="no list of what was revoked")
    rest = standing_of(record).owed
    assert (rest.level_aimed, rest.problem) == (Level.B_LT.value, "no list of what was revoked")
    assert newest_file(record).level is Level.B_T
