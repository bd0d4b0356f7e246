"""Who takes an export of the trail is noted before it is made, in the chain that is exported."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.audit_log.rules import AuditLogEvent
from registry.audit_log.services import export
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security import actors
from tests.acts import act_of
from tests.factories import NOW, make_team

CORA, KIM = actors.as_coordinator(3), actors.as_administrator(4)


@pytest.fixture
def east(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


def noted(team_id, subject):
    """Who exported, as the chain tells it, the latest first."""
    db.session.rollback()
    told = audit_queries.events_about(team_id, subject)
    return [event.actor for event in told if event.tag == AuditLogEvent.EXPORTED]


def test_an_export_of_a_team_stands_last_in_its_chain_when_it_is_made(east):
    export.note(east.id, act_of(CORA, NOW))
    assert noted(east.id, ("team", east.id)) == ["user:3"]
    last = audit_queries.events_about(east.id, ("team", east.id))[0]
    assert last.digest == audit_queries.head_of(east.id)


def test_an_export_of_the_installation_stands_in_its_own_chain(east):
    export.note(None, act_of(KIM, NOW))
    assert noted(None, ("installation", 0)) == ["user:4"]
    assert noted(east.id, ("team", east.id)) == []


def test_each_who_exports_is_noted_once_an_hour(east):
    for by, later in ((CORA, 0), (CORA, 59), (KIM, 59), (CORA, 60)):
        export.note(east.id, act_of(by, NOW + dt.timedelta(minutes=later)))
    assert noted(east.id, ("team", east.id)) == ["user:3", "user:4", "user:3"]
