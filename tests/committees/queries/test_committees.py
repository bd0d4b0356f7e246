"""Gates that need no clock: the pages of committees and people take few SELECTs, however much is there."""

import datetime as dt

import pytest

from registry.committees.queries import committees
from registry.committees.rules import Occasion
from registry.committees.services import interests
from registry.database.transactions import unit_of_work
from tests.factories import (
    BY_AND_WHEN,
    make_committee,
    make_member,
    make_partner,
    make_representative,
    make_seat,
    seat_member,
)

#: SELECTs; one finds the agreement in force, which may name the steering committee.
LIST_BUDGET, PAGE_BUDGET = 4, 6

pytestmark = pytest.mark.usefixtures("stopped_clock")


def fill(team, board, times):
    """So many partners with representatives, seats with members and interests, and groups."""
    for number in range(times):
        partner = make_partner(team)
        make_representative(partner)
        seat_member(make_seat(board, partner), make_member(team), is_chair=True)
        make_committee(team, name=f"Group {number}", is_steering=False).reports_to_id = board.id
    for member in committees.members_on(board.id, dt.date(2026, 11, 24)):
        interests.enter_for(
            board,
            term_id=member.term.id,
            occasion=Occasion.JOINING,
            declared_on=dt.date(2026, 11, 1),
            nothing=True,
            text="",
            **BY_AND_WHEN,
        )


@pytest.mark.parametrize(
    ("address", "budget"),
    [
        ("committees", LIST_BUDGET),
        ("committees?on=2026-02-01", LIST_BUDGET),
        ("committees/1", PAGE_BUDGET),
        ("committees/1/interests", LIST_BUDGET),
        ("committees/1/history", PAGE_BUDGET),
        ("people", 6),  # reader, people, invitations, partners, committees, seats
    ],
)
def test_a_page_takes_few_selects_and_as_many_for_much_as_for_little(team, selects, address, budget):
    with unit_of_work(team.id):
        board = make_committee(team)
        fill(team, board, times=1)
    for_little = selects(f"/teams/east/{address}")
    with unit_of_work(team.id):
        fill(team, board, times=15)
    assert for_little == selects(f"/teams/east/{address}") <= budget
