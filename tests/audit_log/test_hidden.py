"""An event about a confidential matter is a link of the chain to who may not know of it, and no more."""

import pytest

from registry.audit import hooks
from registry.audit.hooks import TrailReader
from registry.audit.rules.tags import Group
from registry.audit_log.queries import events
from registry.audit_log.queries.events import Wanted
from registry.conflicts.rules.events import CaseEvent
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import Audience
from registry.decisions.rules.events import DecisionEvent
from registry.records import hooks as record_hooks
from registry.security import actors
from registry.security.permissions import Role
from tests.conflicts.builders import raise_one, recuse
from tests.decisions.builders import make_partners, open_one
from tests.factories import NOW, make_coordinator, make_reader

pytestmark = pytest.mark.needs("announcements", "conflicts", "decisions")


def tags(page):
    """The kinds of events that a page shows in full."""
    return [event.tag for event in page.events if event.seq not in page.hidden]


def test_a_decision_for_its_roll_is_hidden_from_coordinators_too(cast, reads):
    with unit_of_work(cast.team.id):
        make_partners(cast.team, 2)
        open_one(cast.team, audience=Audience.ROLL, named_readers=[cast.chair.id])
        coordinator = make_coordinator(cast.team)
    assert DecisionEvent.OPENED in tags(reads(cast.chair, Role.MEMBER))
    assert DecisionEvent.OPENED not in tags(reads(coordinator))


@pytest.mark.parametrize(
    "wanted", [{"group": Group.CONFLICTS}, {"actor": "user"}, {"since": NOW.date()}, {"about": "case"}]
)
def test_a_narrowed_list_does_not_tell_that_anything_is_hidden(cast, reads, wanted):
    case = raise_one(cast)
    known = {"user": str(actors.user(cast.coordinator.id)), "case": f"conflict_case:{case.id}"}
    asked = {key: known.get(value, value) for key, value in wanted.items()}
    with unit_of_work(cast.team.id):
        auditor = make_reader(cast.team)
    assert CaseEvent.RAISED in tags(reads(cast.coordinator, **asked))
    page = reads(auditor, Role.READER, **asked)
    assert (page.hidden, CaseEvent.RAISED in tags(page)) == (frozenset(), False)


def test_the_statement_kept_for_coordinators_hides_from_each_what_is_hidden_from_them(cast, reads):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        recused, other = make_coordinator(cast.team), make_coordinator(cast.team)
        make_partners(cast.team, 2)
        open_one(cast.team, audience=Audience.ROLL, named_readers=[other.id])
    recuse(case, recused)
    pages = {user.id: reads(user) for user in (cast.coordinator, recused, other)}
    for user_id, page in pages.items():
        reader = TrailReader(user_id, cast.team.id, Role.COORDINATOR, NOW.date())
        plain = db.session.execute(events.wanted_events(reader, Wanted(), zone=cast.zone))
        assert page.hidden == {event.seq for event, hidden in plain if hidden}
    assert len({page.hidden for page in pages.values()}) == len(pages)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_feature_with_confidential_events_hides_them():
    hiding = {hider.__module__.split(".")[1] for hider in hooks._HIDERS}
    assert hiding == {"admissions", "announcements", "conflicts", "decisions", "records"}
    assert {known.__module__.split(".")[1] for known in record_hooks._KNOWN_ORDERS} == {
        "conflicts",
        "decisions",
    }
