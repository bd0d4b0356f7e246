"""What is kept of persons in conflicts is shown to who handles them alone."""

import pytest
import sqlalchemy as sa

from registry.audit.models import About
from registry.audit.services import events
from registry.conflicts.models.cases import Case
from registry.conflicts.rules.events import CaseEvent
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.privacy.services import export
from registry.security import actors
from tests.acts import act_of
from tests.factories import (
    NOW,
    make_coordinator,
    make_reader,
)
from tests.privacy.builders import (
    ADDRESS,
    columns_in,
    for_coordinator,
)
from tests.whole_team import make_whole_team

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def whole(session):
    """A team with something in every corner, a conflict among it."""
    return make_whole_team("east")


def of_account(user):
    with unit_of_work():
        return export.export_of_account(user, act=act_of(user, NOW))


def raised_by(team, user):
    """Have a case be raised by somebody, by account and name."""
    with unit_of_work(team.id):
        db.session.execute(sa.update(Case).values(by_id=user.id, by_name=user.name, account=f"Ask {ADDRESS}"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_case_is_named_to_who_handles_it_and_to_nobody_else(whole):
    with unit_of_work():
        coordinator, reader = make_coordinator(whole), make_reader(whole)
    raised_by(whole, reader)
    assert "conflict_case.account" in columns_in(for_coordinator(whole, ADDRESS, coordinator))
    assert "conflict_case.by_id" not in columns_in(of_account(reader))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_events_of_a_case_are_given_only_to_who_may_know_of_it(whole):
    with unit_of_work():
        reader = make_reader(whole)
    with unit_of_work(whole.id):
        case = About(("conflict_case", 1), whole.id)
        events.record(CaseEvent.NOTED, case, act_of(actors.user(reader.id), NOW))
    rows = [row.row for row in of_account(reader).teams["east"].get("trail", [])]
    assert [row["tag"] for row in rows] == ["role:granted"]
