"""Two who change the people of a team at once, on both databases: one wins, the other is told."""

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.teams.models import Team
from registry.teams.queries import memberships as team_memberships
from registry.teams.services import memberships
from tests.factories import WHO_AND_WHEN, make_coordinator, make_team

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def team(session: object) -> Team:
    """A team that has named no committee yet."""
    with unit_of_work():
        return make_team()


def test_two_coordinators_who_end_each_others_roles_leave_one(team, both):
    with unit_of_work(team.id):
        first, second = make_coordinator(team).id, make_coordinator(team).id
    team_id = team.id

    def end(user_id: int) -> None:
        memberships.end_role(db.session.get_one(Team, team_id), user_id, **WHO_AND_WHEN)

    told = both(lambda: end(first), lambda: end(second))
    assert told == ["A team needs a coordinator: name another before this one leaves."]
    assert [person.role for person in team_memberships.people_of(team_id)] == [Role.COORDINATOR]


def test_one_who_is_invited_twice_at_once_has_one_account(team, both):
    team_id = team.id

    def invite() -> None:
        memberships.invite(
            db.session.get_one(Team, team_id),
            email="ida@example.org",
            name="Ida Moss",
            role=Role.MEMBER,
            **WHO_AND_WHEN,
        )

    assert both(invite, invite) == []
    assert [person.user.name for person in team_memberships.people_of(team_id)] == ["Ida Moss"]
