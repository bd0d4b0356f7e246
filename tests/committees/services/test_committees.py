"""Committees as they are on a day, and who chairs them, on both databases."""

import datetime as dt

import pytest

from registry.committees.queries import committees as committee_queries
from registry.committees.queries import steering_committees
from registry.committees.queries.capacity import person_in_committee
from registry.committees.services import committees
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security.actors import Capacity
from tests.factories import BY_AND_WHEN, make_committee, make_member, make_seat, seat_member

ON = dt.date(2026, 11, 24)

pytestmark = pytest.mark.usefixtures("session")


def chairs(committee):
    """The accounts of who chairs a committee today."""
    return [member.user_id for member in committee_queries.members_on(committee.id, ON) if member.is_chair]


def test_a_team_has_one_steering_committee(committee):
    with unit_of_work(), pytest.raises(RuleBroken, match="steering role"):
        make_committee(committee.team, name="Another")


def test_a_closed_steering_committee_makes_room_for_another(committee):
    with unit_of_work():
        committees.close_committee(committee, on=ON, **BY_AND_WHEN)
        other = make_committee(committee.team, name="Another")
    assert steering_committees.committee_on(committee.team_id, ON).id == other.id


def test_the_chair_is_who_holds_the_seat_of_the_chair(committee):
    with unit_of_work():
        user = seat_member(make_seat(committee), is_chair=True)
    assert chairs(committee) == [user.id]
    assert person_in_committee(user, committee, ON).capacity is Capacity.CHAIR


def test_a_chair_from_a_coming_day_does_not_chair_yet(committee):
    with unit_of_work():
        seat = make_seat(committee)
        seat_member(seat)
        committees.set_chair(committee, seat, effective_on=dt.date(2026, 12, 1), **BY_AND_WHEN)
    assert chairs(committee) == []


def test_who_sits_nowhere_acts_for_no_committee(committee):
    with unit_of_work():
        user = make_member(committee.team)
    assert person_in_committee(user, committee, ON) is None


def test_a_committee_does_not_report_to_itself(committee):
    with unit_of_work(), pytest.raises(RuleBroken, match="report to itself"):
        committees.change_committee(
            committee,
            name_en="A",
            name_fr="A",
            purpose_en="",
            purpose_fr="",
            is_steering=True,
            reports_to=committee,
            **BY_AND_WHEN,
        )
