"""The state of the installation in numbers."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.pages.queries.installation import state_of
from registry.teams.services import memberships
from registry.teams.services.memberships import Newcomer
from tests.factories import NOW, WHO_AND_WHEN, make_team

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_messages_are_counted_by_team(session):
    with unit_of_work():
        team = make_team()
        memberships.name_first_coordinator(team, Newcomer("Bo", "bo@example.org"), **WHO_AND_WHEN)
    found = state_of(NOW).teams[0]
    assert (found.planned, found.troubled, found.coordinators, found.people) == (1, 0, 1, 1)


def test_a_message_that_is_long_due_tells_of_a_worker_that_stands_still(session):
    with unit_of_work():
        memberships.name_first_coordinator(make_team(), Newcomer("Bo", "bo@example.org"), **WHO_AND_WHEN)
    assert not state_of(NOW).is_late(NOW)
    later = NOW + dt.timedelta(minutes=11)
    assert state_of(later).is_late(later)


def test_keys_are_shown_with_their_last_day(session):
    assert [key.what for key in state_of(NOW).keys] == ["root", "issuing", "seal"]
    assert not any(key.ends_soon(NOW) for key in state_of(NOW).keys)
