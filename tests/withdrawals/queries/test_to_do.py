"""What waits for a person in withdrawals."""

import pytest

from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.withdrawals.queries.to_do import lines
from tests.factories import make_coordinator, make_member, make_reader, make_representative
from tests.withdrawals.builders import TODAY, add_partner, day, enter, offer, relay, take_back

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def coordinator(team):
    with unit_of_work():
        return make_coordinator(team)


@pytest.fixture
def representative(team, partner):
    with unit_of_work():
        return make_representative(partner)


def test_an_unanswered_effort_waits_for_the_representative(team, representative, withdrawal):
    effort = offer(withdrawal)
    found = lines(representative, team, Role.MEMBER, TODAY)
    assert [(one.endpoint, one.values["effort_id"], one.due_on) for one in found] == [
        ("withdrawal_acts.answer", effort.id, day(30))
    ]


def test_an_answered_effort_waits_for_nobody(team, representative, withdrawal):
    relay(offer(withdrawal))
    assert lines(representative, team, Role.MEMBER, TODAY) == []


def test_nothing_waits_for_the_representative_once_it_has_left(team, representative, withdrawal):
    offer(withdrawal)
    assert lines(representative, team, Role.MEMBER, day(30)) == []


def test_no_effort_of_another_organization_waits_for_a_representative(team, representative):
    offer(enter(add_partner(team, "Elm House")))
    assert lines(representative, team, Role.MEMBER, TODAY) == []


def test_efforts_that_are_missing_wait_for_the_coordinator(team, coordinator, withdrawal):
    found = lines(coordinator, team, Role.COORDINATOR, TODAY)
    assert [one.text for one in found] == [
        "It leaves on 24 December 2026 and waits for: efforts, or why there was no opportunity."
    ]


def test_a_missing_day_waits_for_the_coordinator(team, coordinator, partner):
    relay(offer(enter(partner, effective_on=None)))
    assert [one.text for one in lines(coordinator, team, Role.COORDINATOR, TODAY)] == [
        "It waits for: a day of leaving."
    ]


def test_a_withdrawal_that_only_waits_for_its_day_waits_for_nobody(team, coordinator, withdrawal):
    relay(offer(withdrawal))
    assert lines(coordinator, team, Role.COORDINATOR, TODAY) == []


def test_an_ended_withdrawal_waits_for_nobody(team, coordinator, withdrawal):
    take_back(withdrawal)
    assert lines(coordinator, team, Role.COORDINATOR, TODAY) == []


@pytest.mark.parametrize(("make", "role"), [(make_reader, Role.READER), (make_member, Role.MEMBER)])
def test_nothing_waits_for_those_whom_it_does_not_concern(team, withdrawal, make, role):
    offer(withdrawal)
    with unit_of_work():
        user = make(team)
    assert lines(user, team, role, TODAY) == []
