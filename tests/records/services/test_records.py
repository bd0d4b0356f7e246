"""A finished record is noted once for its code, with its event, and owed the level that it lacks."""

import dataclasses

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.transactions import unit_of_work
from registry.files import storage
from registry.files.fingerprints import fingerprint_of
from registry.pdf.values import Level
from registry.records.models import Augmentation, Record
from registry.records.rules import Draft, Paper, Part, RecordEvent, RecordKind
from registry.records.services import records
from tests.factories import NOW, make_team

CONTENT = b"%PDF-1.7 sealed"
DRAFT = Draft(
    code="0123-4567-89AB-CDEF",
    kind=RecordKind.DECISION,
    language="en",
    title="A" * 301,
    header="",
    body_footer="",
    body=None,
    own=Part("", {}),
)
PAPER = Paper(DRAFT, CONTENT, 2, ["a1"], Level.B_B, Level.B_B)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def keep(session):
    """Notes a paper as a record of a team."""
    with unit_of_work():
        team = make_team()

    def note(paper=PAPER, **said):
        with unit_of_work(team.id):
            return records.keep(paper, team_id=team.id, facts={"version": "1"}, now=NOW, **said)

    return note


def test_a_file_lies_on_the_disk_before_the_database_is_told_of_it(app, session, tmp_path):
    app.config["REGISTRY_INSTANCE"] = str(tmp_path)
    assert storage.read_file(records.store(PAPER)) == CONTENT
    assert session.scalar(sa.select(sa.func.count(Record.id))) == 0


def test_a_record_says_what_its_file_is(keep):
    record = keep()
    assert (record.fingerprint, record.size, record.pages) == (fingerprint_of(CONTENT), len(CONTENT), 2)
    assert (record.facts, record.serials, record.made_at) == ({"version": "1"}, ["a1"], NOW)
    assert record.title == "A" * 300


def test_one_code_is_one_record_and_one_event(keep, session):
    first = keep()
    assert keep(dataclasses.replace(PAPER, content=b"%PDF another")) is first
    (event,) = session.scalars(sa.select(Event).where(Event.tag == RecordEvent.ISSUED.value))
    assert event.subject == f"record:{first.id}"
    assert event.details == {"code": first.code, "fingerprint": first.fingerprint, "kind": "decision"}


def test_nothing_more_is_owed_to_what_has_reached_its_level(keep, session):
    keep()
    assert session.scalar(sa.select(sa.func.count(Augmentation.id))) == 0


def test_a_level_that_was_not_reached_is_owed_with_why(keep, session):
    record = keep(dataclasses.replace(PAPER, level_aimed=Level.B_T, level_problem="no answer"))
    (owed,) = session.scalars(sa.select(Augmentation))
    assert (owed.record_id, owed.level_aimed, owed.problem) == (record.id, Level.B_T.value, "no answer")
