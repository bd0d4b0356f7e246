"""Gates that need no clock: few SELECTs, as many for ten events as for ten thousand, and by an index."""

import datetime as dt
import re

import pytest

from registry.audit.hooks import TrailReader
from registry.audit.rules.tags import Group
from registry.audit_log.queries import events
from registry.audit_log.queries.events import Wanted
from registry.database.queries import keysets
from registry.database.queries.keysets import Place
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from tests.audit_log.builders import lengthen
from tests.crowds import plan_of, plans_of, take_stock
from tests.factories import NOW, make_coordinator, make_partner, make_team

BUDGET = 4  # SELECTs
TRAIL, WEST = "/teams/east/trail", "/teams/west/trail"
LISTS = [
    "",
    "?kind=partners",
    "?who=user:1",
    "?since=2026-10-25&until=2026-10-26",
    "?kind=partners&who=user:1&since=2026-10-25",
    "?after=5:2026-11-20T00:00:00%2B00:00",
]
MANY = 10_000


@pytest.fixture
def long(team):
    """A trail of ten thousand events, which the database knows to be many."""
    with unit_of_work(team.id):
        make_partner(team)
    lengthen(team, MANY)
    take_stock()
    return team


def test_the_trail_takes_few_selects_and_as_many_for_ten_events_as_for_ten_thousand(team, selects):
    with unit_of_work(team.id):
        make_partner(team)
    lengthen(team, 10)
    addresses = [*(f"{TRAIL}{asked}" for asked in LISTS), f"{TRAIL}/partner/1"]
    for_few = [selects(address) for address in addresses]
    lengthen(team, MANY)
    assert for_few == [selects(address) for address in addresses]
    assert max(for_few) <= BUDGET


WANTED = {
    "everything": (Wanted(), "ix_audit_event_chain_at"),
    "a person": (Wanted(actor="user:1"), "ix_audit_event_chain_actor_at"),
    "a thing": (Wanted(about="committee:3"), "ix_audit_event_chain_subject_at"),
    "days": (Wanted(since=dt.date(2026, 10, 25), until=dt.date(2026, 10, 26)), "ix_audit_event_chain_at"),
    "a rare kind": (Wanted(group=Group.COMMITTEES), "ix_audit_event_chain_"),
}


def test_each_list_is_read_along_its_index(long):
    reader = TrailReader(1, long.id, Role.COORDINATOR, NOW.date())

    def plan(wanted, after):
        query = events.wanted_events(reader, wanted, zone="America/Toronto")
        return plan_of(keysets.page_query(query, events.ORDER, after, events.PAGE, descending=True))

    plans = [
        (index, plan(wanted, after))
        for wanted, index in WANTED.values()
        for after in (None, Place(NOW, 5_000))
    ]
    assert [plan for index, plan in plans if index not in plan] == []


def test_no_page_reads_all_events_of_another_team(long, client, count_queries):
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    with count_queries() as counted:
        answers = [client.get(f"{WEST}{asked}").status_code for asked in LISTS]
    assert set(answers) == {200}
    whole = re.compile(r"(?:Seq Scan on|SCAN) audit_event\b(?!.*USING)")
    assert [plan for plan in plans_of(counted) if whole.search(plan)] == []
