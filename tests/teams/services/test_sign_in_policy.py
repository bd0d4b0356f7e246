"""How a team’s people sign in: settled in one act, told in the trail without a name."""

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.security.permissions import Role
from registry.teams.rules import TeamEvent
from registry.teams.services import sign_in_policy
from tests.factories import WHO_AND_WHEN, make_team


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


def settle(team, *roles, allows_link=False, **said):
    with unit_of_work():
        sign_in_policy.set_rules(
            team, second_factor_roles=roles, allows_link=allows_link, **said, **WHO_AND_WHEN
        )


def test_a_team_begins_without_a_second_factor_and_without_links(team):
    assert (team.second_factor_roles, team.allows_link) == ([], False)


def test_what_is_settled_is_kept_and_told(team):
    settle(team, Role.READER, Role.COORDINATOR, allows_link=True)
    assert (team.second_factor_roles, team.allows_link) == (["coordinator", "reader"], True)
    event = audit_queries.events_about(team.id, ("team", team.id))[0]
    assert event.tag == TeamEvent.SIGN_IN_RULES_SET
    assert event.details == {"second_factor_roles": ["coordinator", "reader"], "allows_link": True}


def test_what_is_settled_takes_the_place_of_what_was(team):
    settle(team, Role.READER, allows_link=True)
    settle(team, Role.MEMBER)
    assert (team.second_factor_roles, team.allows_link) == (["member"], False)
