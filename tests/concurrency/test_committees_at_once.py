"""Two who run the same committee at once, on both databases: one wins, the other is told."""

import datetime as dt

import pytest

from registry.committees.models import Seat
from registry.committees.queries import committees as committee_queries
from registry.committees.services import seats
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.teams.models import Team
from tests.factories import BY_AND_WHEN, make_committee, make_seat, make_team

MARCH = dt.date(2026, 3, 1)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def team(session: object) -> Team:
    """A team that has named no committee yet."""
    with unit_of_work():
        return make_team()


def test_of_two_who_give_a_seat_one_gives_it_and_one_is_told(team, both):
    with unit_of_work(team.id):
        seat_id = make_seat(make_committee(team)).id

    def give() -> None:
        seat = db.session.get_one(Seat, seat_id)
        seats.give_seat(seat, user_id=None, person_name="Ida Moss", starts_on=MARCH, **BY_AND_WHEN)

    assert both(give, give) == [
        "Somebody has this place from 1 March 2026 already: end that term first.",
    ]
    assert len(committee_queries.terms_of(seat_id)) == 1


def test_of_two_who_name_a_steering_committee_one_names_it_and_one_is_told(team, both):
    team_id = team.id

    def name() -> None:
        make_committee(db.session.get_one(Team, team_id))

    assert len(both(name, name)) == 1
    assert [one.is_steering for one in committee_queries.committees_of(team_id)] == [True]


def test_of_two_who_change_a_committee_one_changes_it_and_one_is_told(team, send_twice):
    with unit_of_work(team.id):
        board = make_committee(team)
    typed = {"name_en": "Board", "name_fr": "Conseil", "is_steering": "y", "revision": str(board.revision)}
    saved, told = send_twice(f"/teams/{team.slug}/committees/{board.id}/change", typed)
    assert (saved.status_code, told.status_code) == (303, 422)
    assert "Someone else changed this meanwhile" in told.text
