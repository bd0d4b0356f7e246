"""Levels that are owed to records: found, tried, reached by a further file, without an authority at hand."""

import datetime as dt
from pathlib import Path

import pytest

import config
from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.files.fingerprints import fingerprint_of
from registry.pdf.levels import Augmented
from registry.pdf.values import Level
from registry.records.queries import records
from registry.records.services import levels
from registry.records.services.levels import REST, RETRY_AFTER
from tests.factories import NOW, make_team
from tests.records.builders import keep

CODES = ("0123-4567-89AB-CDEF", "0123-4567-89AB-CDEG")
MOMENT = dt.timedelta(seconds=1)
#: A port of this machine where nothing answers.
NOWHERE = config.TimeStamps("http://127.0.0.1:9/stamp", Path("roots.pem"), "B-LTA")


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team()


@pytest.fixture
def kept(team):
    """Two records of the lowest level."""
    with unit_of_work():
        return [keep(code.encode(), team, facts={}, code=code) for code in CODES]


@pytest.fixture
def authority(app, session):
    """An authority that is set and does not answer."""
    app.config["REGISTRY_TIME_STAMPS"] = NOWHERE
    levels.forget_silence()
    yield
    levels.forget_silence()


def owe(record, aim=Level.B_LTA, **said):
    with unit_of_work():
        return levels.owe(record, aim, now=NOW, **said)


def claim(now=NOW):
    with unit_of_work():
        return levels.claim(now)


# -- what is owed ------------------------------------------------------------------------------------


def test_what_is_owed_is_taken_by_one_worker_the_oldest_first(kept):
    first, second = owe(kept[0]), owe(kept[1])
    assert [claim(), claim(), claim()] == [first.id, second.id, None]


def test_what_was_tried_in_vain_rests_before_it_is_tried_again(kept):
    owed = owe(kept[0], failed="no answer")
    assert (owed.problem, owed.attempts) == ("no answer", 1)
    assert claim(NOW + RETRY_AFTER[0]) is None
    assert claim(NOW + RETRY_AFTER[0] + MOMENT) == owed.id


def test_a_team_may_have_its_own_tried_at_once(kept, team):
    owed = owe(kept[0], failed="no answer")
    with unit_of_work():
        other = make_team()
        levels.try_again_now(other.id)
    assert claim() is None
    with unit_of_work():
        levels.try_again_now(team.id)
    assert claim() == owed.id


def test_every_record_below_the_level_is_owed_it_once(kept):
    owe(kept[0])
    with unit_of_work():
        assert levels.owe_all(Level.B_T, now=NOW) == 1
    with unit_of_work():
        assert levels.owe_all(Level.B_T, now=NOW) == 0
    assert [records.standing_of(one).owed.level_aimed for one in kept] == [Level.B_LTA, Level.B_T]


def test_records_that_have_the_level_are_owed_nothing(kept):
    with unit_of_work():
        assert levels.owe_all(Level.B_B, now=NOW) == 0
    assert records.waiting(kept[0].team_id) == []


# -- a further file ----------------------------------------------------------------------------------


def note_file(owed, level, problem=""):
    with unit_of_work():
        levels.note_file(owed, b"raised", level, problem=problem, now=NOW)


def test_a_file_that_reaches_the_level_ends_what_is_owed(kept):
    note_file(owe(kept[0], failed="no answer"), Level.B_LTA)
    standing = records.standing_of(kept[0])
    assert standing.owed is None
    assert [file.level for file in standing.files] == [Level.B_B, Level.B_LTA]
    assert (standing.newest.fingerprint, standing.newest.size) == (fingerprint_of(b"raised"), 6)
    assert records.find_by_fingerprint(fingerprint_of(b"raised")) == kept[0]


def test_a_file_that_reaches_half_of_it_leaves_the_rest_owed_with_the_reason(kept):
    note_file(owe(kept[0]), Level.B_T, problem="no list")
    standing = records.standing_of(kept[0])
    assert (standing.newest.level, standing.owed.level_aimed) == (Level.B_T, Level.B_LTA)
    assert (standing.owed.problem, standing.owed.attempts) == ("no list", 1)


def test_raising_is_told_in_the_chain_of_the_team(kept, team):
    note_file(owe(kept[0]), Level.B_LTA)
    event = audit_queries.events_about(team.id, ("record", kept[0].id))[0]
    assert (event.tag, event.details) == (
        "record:augmented",
        {"code": CODES[0], "fingerprint": fingerprint_of(b"raised"), "level": "B-LTA"},
    )


# -- raising, without an answer ----------------------------------------------------------------------


def raise_level(level=Level.B_B, aim=Level.B_LTA, now=NOW):
    return levels.raise_level(b"a file", level, aim=aim, now=now)


def test_a_file_that_has_the_level_is_left_as_it_is(authority):
    assert raise_level(Level.B_LTA) == Augmented(b"a file", Level.B_LTA)


def test_a_file_stays_at_its_level_where_no_authority_is_set_any_more(session):
    assert raise_level() == Augmented(b"a file", Level.B_B, "no time-stamp authority is set any more")


def test_an_authority_that_did_not_answer_is_left_in_peace_for_a_while(authority, monkeypatch):
    asked = []

    def ask(content, level, **_how):
        asked.append(level)
        return Augmented(content, level, "no answer")

    monkeypatch.setattr(levels, "augment", ask)
    monkeypatch.setattr(levels, "_backing", lambda settings: None)
    assert raise_level().problem == "no answer"
    assert levels.is_resting(NOW + REST - MOMENT)
    assert (
        raise_level(now=NOW + REST - MOMENT).problem == "the time-stamp authority did not answer a moment ago"
    )
    assert len(asked) == 1
    assert not levels.is_resting(NOW + REST)
    assert raise_level(now=NOW + REST).problem == "no answer"
    assert len(asked) == 2
