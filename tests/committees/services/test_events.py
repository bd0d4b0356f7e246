"""What happens to committees stands in the trail, and a form opened before is told."""

import pytest

from registry.audit import queries as audit_queries
from registry.committees.rules import CommitteeEvent
from registry.committees.services.events import note
from registry.database.transactions import unit_of_work
from tests.factories import BY_AND_WHEN


def noted(committee, tag, **details):
    with unit_of_work():
        note(tag, committee, **details, **BY_AND_WHEN)
    return audit_queries.events_about(committee.team_id, ("committee", committee.id))[0]


def test_an_event_says_in_which_capacity_somebody_acted_though_they_have_no_account(committee):
    event = noted(committee, CommitteeEvent.SEAT_ADDED, seat=7)
    assert (event.tag, event.actor) == (CommitteeEvent.SEAT_ADDED, "registry")
    assert event.details == {"seat": 7, "capacity": "coordinator"}


@pytest.mark.parametrize(
    ("tag", "rise"), [(CommitteeEvent.SEAT_ADDED, 1), (CommitteeEvent.INTEREST_DECLARED, 0)]
)
def test_what_changes_a_committee_raises_its_revision_and_an_interest_does_not(committee, tag, rise):
    before = committee.revision
    noted(committee, tag)
    assert committee.revision == before + rise
