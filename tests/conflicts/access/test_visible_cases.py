"""Of a case the audit log tells whoever handles it; the query and the rule say the same of everyone."""

import pytest

from registry.audit.hooks import TrailReader
from registry.audit_log.queries import events
from registry.audit_log.queries.events import Wanted
from registry.conflicts.rules.events import CaseEvent
from registry.database.transactions import unit_of_work
from registry.records.rules import RecordEvent
from registry.security.permissions import Role
from tests.conflicts.builders import TODAY, at_steering, close, raise_one, recuse, sight
from tests.factories import make_member, make_reader, make_seat, seat_member

PEOPLE = [
    "coordinator",
    "chair",
    "member",
    "recused",
    "of_group",
    "for_riverside",
    "for_maple",
    "for_birch",
]


@pytest.fixture
def reads(cast):
    """Gives the page of the trail that somebody reads: its events, and those hidden among them."""

    def read(user, role=Role.COORDINATOR):
        reader = TrailReader(user.id, cast.team.id, role, TODAY)
        return events.page_of(reader, Wanted(), zone=cast.zone)

    return read


def tags(page):
    """The kinds of events that a page shows in full."""
    return [event.tag for event in page.events if event.seq not in page.hidden]


def role_of(who):
    """The role of one of the cast."""
    return Role.COORDINATOR if who == "coordinator" else Role.MEMBER


@pytest.mark.parametrize("make", [raise_one, at_steering])
def test_the_trail_of_a_case_is_for_who_handles_it(cast, reads, make):
    case = make(cast)
    pages = {who: reads(getattr(cast, who), role_of(who)) for who in PEOPLE}
    handling = {who for who in PEOPLE if sight(case, getattr(cast, who)).handles}
    assert {who for who, page in pages.items() if CaseEvent.RAISED in tags(page)} == handling
    assert {who for who, page in pages.items() if not page.hidden} == handling
    assert 0 < len(handling) < len(PEOPLE)


@pytest.mark.parametrize(("owner", "guest"), [("riverside", "birch"), ("birch", "riverside")])
def test_a_case_is_hidden_from_who_comes_from_a_party_and_from_who_holds_a_partys_seat(
    cast, reads, owner, guest
):
    with unit_of_work():
        seat = make_seat(cast.steering, getattr(cast, owner), label_en="Another seat")
        holder = seat_member(seat, make_member(cast.team), partner=getattr(cast, guest))
    seen = sight(at_steering(cast), holder)
    assert seen.is_recused
    assert not seen.handles
    assert CaseEvent.RAISED not in tags(reads(holder, Role.MEMBER))


def test_who_holds_a_partys_seat_for_another_organization_reads_nothing_of_the_partys_file(cast):
    with unit_of_work():
        seat = make_seat(cast.steering, cast.riverside, label_en="Another seat")
        holder = seat_member(seat, make_member(cast.team), partner=cast.birch)
    assert sight(at_steering(cast), holder).parties == ()


def test_a_coordinator_who_says_so_reads_no_more_of_a_case(cast, reads):
    case = raise_one(cast)
    assert CaseEvent.RAISED in tags(reads(cast.coordinator))
    recuse(case, cast.coordinator)
    assert not [tag for tag in tags(reads(cast.coordinator)) if tag.startswith("case:")]


def test_the_record_of_a_case_is_hidden_with_it(cast, reads, work):
    close(raise_one(cast), cast.coordinator)
    work()
    with unit_of_work(cast.team.id):
        auditor = make_reader(cast.team)
    assert RecordEvent.ISSUED in tags(reads(cast.coordinator))
    assert RecordEvent.ISSUED not in tags(reads(auditor, Role.READER))
