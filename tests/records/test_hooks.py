"""A confidential record is hidden in the audit log from whoever may not know what it was ordered for."""

import pytest
import sqlalchemy as sa

from registry.audit.hooks import TrailReader
from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.records import hooks
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security.permissions import Role
from tests.factories import NOW, make_team
from tests.records.builders import CODE, keep


@pytest.fixture
def kept(session):
    """A confidential record, made for a decision."""
    with unit_of_work():
        team = make_team()
        kept = keep(b"a file", team, facts={})
        kept.confidential = True
        order = orders.order_record(
            RecordKind.DECISION, subject=("decision", 7), team_id=team.id, language="en", code=CODE, now=NOW
        )
        order.record_id = kept.id
    return kept


def hidden_subjects(team_id):
    """What the trail of a team hides from one of its coordinators."""
    reader = TrailReader(1, team_id, Role.COORDINATOR, NOW.date())
    query = sa.select(Event.subject).where(hooks.is_hidden_from(reader, Event.subject))
    return set(db.session.scalars(query))


@pytest.fixture
def knows(monkeypatch):
    """Lets a feature say of which orders its readers may know."""

    def say(subject):
        monkeypatch.setattr(hooks, "_KNOWN_ORDERS", [lambda reader: RecordOrder.subject == subject])

    return say


def test_it_is_hidden_where_no_feature_says_that_the_reader_may_know(kept, monkeypatch):
    monkeypatch.setattr(hooks, "_KNOWN_ORDERS", [])
    assert hidden_subjects(kept.team_id) == {f"record:{kept.id}"}


def test_who_may_know_of_the_thing_may_know_of_its_record(kept, knows):
    knows("decision:7")
    assert hidden_subjects(kept.team_id) == set()


def test_who_may_know_of_another_thing_may_not(kept, knows):
    knows("decision:8")
    assert hidden_subjects(kept.team_id) == {f"record:{kept.id}"}


def test_a_record_that_is_for_everybody_is_never_hidden(kept, knows):
    knows("decision:8")
    with unit_of_work():
        kept.confidential = False
    assert hidden_subjects(kept.team_id) == set()


def test_what_is_hidden_in_a_team_is_of_that_team(kept, knows):
    knows("decision:8")
    with unit_of_work():
        other = make_team()
    assert hidden_subjects(other.id) == set()
