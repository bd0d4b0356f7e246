"""Finished records: kept once under their code, told in the trail, owed the level they did not reach."""

from dataclasses import replace

import pytest

from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.files import storage
from registry.files.fingerprints import fingerprint_of
from registry.pdf.values import Level
from registry.records.models import Record
from registry.records.queries import records as record_queries
from registry.records.rules import Draft, Paper, Part, RecordKind
from registry.records.services import records
from tests.factories import NOW, make_team
from tests.records.builders import CODE

DRAFT = Draft(CODE, RecordKind.DECISION, "en", "One line", "", "", None, Part("", {}))
PAPER = Paper(DRAFT, b"%PDF-1.7 one", 2, ["a1", "b2"], Level.B_B, Level.B_B)


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team()


def keep(team, paper=PAPER, **said):
    with unit_of_work():
        return records.keep(paper, team_id=team.id, facts={"version": 1}, now=NOW, **said)


def test_a_file_is_on_the_disk_before_anything_is_noted(session):
    fingerprint = records.store(PAPER)
    assert fingerprint == fingerprint_of(PAPER.content)
    assert storage.read_file(fingerprint) == PAPER.content
    assert db.session.query(Record).count() == 0


def test_a_record_is_noted_with_what_its_file_is(team):
    kept = keep(team, confidential=True)
    assert (kept.code, kept.kind, kept.title, kept.language) == (CODE, "decision", "One line", "en")
    assert (kept.fingerprint, kept.size, kept.pages) == (fingerprint_of(PAPER.content), 12, 2)
    assert (kept.serials, kept.facts, kept.confidential) == (["a1", "b2"], {"version": 1}, True)


def test_that_a_record_was_issued_stands_in_the_chain_of_its_team(team):
    kept = keep(team)
    (event,) = audit_queries.events_about(team.id, ("record", kept.id))
    assert (event.tag, event.actor) == ("record:issued", "registry")
    assert event.details == {"code": CODE, "fingerprint": kept.fingerprint, "kind": "decision"}


def test_asked_twice_for_one_code_it_gives_the_first(team):
    first = keep(team)
    assert keep(team, replace(PAPER, content=b"%PDF-1.7 two")) == first
    assert first.fingerprint == fingerprint_of(PAPER.content)
    assert len(audit_queries.events_about(team.id, ("record", first.id))) == 1


def test_a_level_that_was_not_reached_stays_owed_with_the_reason(team):
    kept = keep(team, replace(PAPER, level_aimed=Level.B_LTA, level_problem="no answer"))
    owed = record_queries.standing_of(kept).owed
    assert (owed.level_aimed, owed.problem, owed.attempts) == (Level.B_LTA, "no answer", 1)


def test_nothing_is_owed_to_what_reached_its_level(team):
    assert record_queries.standing_of(keep(team)).owed is None


def test_a_long_title_is_cut_to_what_the_table_holds(team):
    assert keep(team, replace(PAPER, draft=replace(DRAFT, title="x" * 301))).title == "x" * 300
