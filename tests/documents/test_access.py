"""Who is the second person that confirms what was entered of an agreement."""

import pytest

from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.documents import access
from registry.teams.models import Team
from tests.factories import (
    NOW,
    make_committee,
    make_coordinator,
    make_reader,
    make_seat,
    make_team,
    make_user,
    seat_member,
)

ON = NOW.date()

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def team(session: object) -> Team:
    """A team without anybody."""
    with unit_of_work():
        return make_team()


def people(team: Team) -> dict[str, User]:
    """One of each kind; only the coordinator may enter what a text says."""
    with unit_of_work(team.id):
        administrator = make_user()
        administrator.is_administrator = True
        return {
            "coordinator": make_coordinator(team),
            "chair": seat_member(make_seat(make_committee(team)), is_chair=True),
            "administrator": administrator,
            "reader": make_reader(team),
        }


def may_confirm(team: Team, everyone: dict[str, User], entered_by: User) -> dict[str, str]:
    """Who may confirm, and in which capacity."""
    found = {
        name: access.capacity_to_confirm(user.id, team_id=team.id, entered_by_id=entered_by.id, on=ON)
        for name, user in everyone.items()
    }
    return {name: str(capacity) for name, capacity in found.items() if capacity}


def test_another_coordinator_comes_first(team: Team) -> None:
    everyone = people(team)
    with unit_of_work(team.id):
        other = make_coordinator(team)
    assert may_confirm(team, everyone, entered_by=other) == {"coordinator": "coordinator"}


def test_then_the_chair_of_the_steering_committee(team: Team) -> None:
    everyone = people(team)
    assert may_confirm(team, everyone, entered_by=everyone["coordinator"]) == {"chair": "chair"}


def test_then_an_administrator(team: Team) -> None:
    everyone = people(team)
    del everyone["chair"]
    with unit_of_work(team.id):
        alone = make_team()
        coordinator = make_coordinator(alone)
    found = may_confirm(alone, everyone, entered_by=coordinator)
    assert found == {"administrator": "administrator"}


def test_a_coordinator_whose_account_is_disabled_is_nobody(team: Team) -> None:
    everyone = people(team)
    with unit_of_work(team.id):
        make_coordinator(team).disabled_at = NOW
    assert may_confirm(team, everyone, entered_by=everyone["coordinator"]) == {"chair": "chair"}
