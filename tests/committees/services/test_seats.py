"""Seats and who holds them on a day, on both databases."""

import datetime as dt

import pytest

from registry.committees.queries import committees as committee_queries
from registry.committees.queries.capacity import person_in_committee
from registry.committees.rules import TermKind
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.partners.services import status
from registry.security.actors import Capacity
from tests.factories import WHO_AND_WHEN, make_committee, make_partner, make_seat, make_user, seat_member

ON = dt.date(2026, 11, 24)

pytestmark = pytest.mark.usefixtures("session")


def held_by(committee, on=ON):
    """Who holds each seat on a day."""
    return [seat.holder and seat.holder.person_name for seat in committee_queries.seats_of(committee.id, on)]


def test_a_seat_that_nobody_holds_is_shown_as_vacant(committee):
    with unit_of_work():
        make_seat(committee)
    assert [seat.is_vacant for seat in committee_queries.seats_of(committee.id, ON)] == [True]


def test_a_seat_given_from_a_coming_day_is_vacant_before_it(committee):
    with unit_of_work():
        seat = make_seat(committee)
        seat_member(seat, make_user(name="Ida Moss"), starts_on=dt.date(2026, 12, 1))
    assert held_by(committee) == [None]
    assert held_by(committee, dt.date(2026, 12, 1)) == ["Ida Moss"]


def test_a_list_for_a_past_day_answers_as_it_was(committee):
    with unit_of_work():
        seat = make_seat(committee)
        seat_member(seat, make_user(name="Old Hand"), ends_on=dt.date(2026, 6, 1))
        seat_member(seat, make_user(name="New Hand"), starts_on=dt.date(2026, 6, 1))
    assert held_by(committee, dt.date(2026, 5, 31)) == ["Old Hand"]
    assert held_by(committee) == ["New Hand"]


def test_nobody_sits_for_an_organization_from_the_day_it_has_withdrawn(committee):
    with unit_of_work():
        partner = make_partner(committee.team, status=Status.PARTNER)
        seat_member(make_seat(committee, partner), make_user(name="Ida Moss"))
        status.set_status(
            partner, status=Status.WITHDRAWN, effective_on=dt.date(2026, 12, 31), **WHO_AND_WHEN
        )
    assert held_by(committee, dt.date(2026, 12, 30)) == ["Ida Moss"]
    assert held_by(committee, dt.date(2026, 12, 31)) == [None]


def test_an_alternate_sits_beside_the_holder(committee):
    with unit_of_work():
        seat = make_seat(committee)
        seat_member(seat)
        stand_in = seat_member(seat, kind=TermKind.ALTERNATE, granted_by="The holder")
    assert [member.is_alternate for member in committee_queries.members_on(committee.id, ON)] == [False, True]
    assert person_in_committee(stand_in, committee, ON).capacity is Capacity.ALTERNATE


def test_seats_of_a_person_are_found_across_committees(committee):
    with unit_of_work():
        user = seat_member(make_seat(committee))
        seat_member(make_seat(make_committee(committee.team, name="Finance", is_steering=False)), user)
    assert len(committee_queries.seats_held(user.id, committee.team_id, ON)) == 2


def test_a_seat_belongs_to_an_organization_or_a_sector(committee):
    with unit_of_work(), pytest.raises(RuleBroken, match="one of the two"):
        make_seat(committee, sector="")


def test_the_seats_of_a_committee_take_few_queries(committee, count_queries):
    with unit_of_work():
        for _ in range(12):
            seat_member(make_seat(committee))
    committee_id = committee.id
    with count_queries() as counted:
        committee_queries.seats_of(committee_id, ON)
    assert len(counted.selects) <= 2
