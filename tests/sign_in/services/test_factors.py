"""The last factor of a person, and a reset that takes them all, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.security import actors
from registry.security.permissions import Role
from registry.sign_in.queries import factors as sign_in_factors
from registry.sign_in.queries import sessions
from registry.sign_in.services import authenticators, factors, passkeys
from registry.teams.services import sign_in_policy, teams
from tests.acts import act_of
from tests.conftest import make_session
from tests.factories import NOW, WHO_AND_WHEN, make_team
from tests.sign_in.builders import add_app


def belong_to_a_strict_team(user):
    """Be a member of a team that asks its members for a second factor."""
    team = make_team()
    sign_in_policy.set_rules(team, second_factor_roles=[Role.MEMBER], allows_link=True, **WHO_AND_WHEN)
    teams.grant_role(team=team, user_id=user.id, role=Role.MEMBER, **WHO_AND_WHEN)


def test_the_last_factor_stays_where_a_team_asks_for_one(ann, device):
    with unit_of_work():
        belong_to_a_strict_team(ann)
    with pytest.raises(RuleBroken, match="add another before"), unit_of_work():
        passkeys.remove(ann, sign_in_factors.passkeys_of(ann.id)[0].id, act=act_of(ann, NOW))


def test_with_another_one_a_factor_may_go(ann, device):
    with unit_of_work():
        belong_to_a_strict_team(ann)
        add_app(ann)
        authenticators.remove(ann, act=act_of(ann, NOW))
    assert sign_in_factors.held_by(ann.id).any


def test_recovery_codes_go_with_the_last_factor(ann, codes):
    with unit_of_work():
        passkeys.remove(ann, sign_in_factors.passkeys_of(ann.id)[0].id, act=act_of(ann, NOW))
    assert sign_in_factors.held_by(ann.id).codes == 0


def test_the_only_way_in_stays(ann, device):
    with unit_of_work():
        ann.password_hash = ""
    with pytest.raises(RuleBroken, match="could not sign in any more"), unit_of_work():
        passkeys.remove(ann, sign_in_factors.passkeys_of(ann.id)[0].id, act=act_of(ann, NOW))


def test_a_reset_takes_every_factor_and_ends_every_session(ann, codes):
    with unit_of_work():
        make_session(ann)
        add_app(ann)
        factors.reset(ann, act=act_of(actors.COMMAND, NOW))
    assert sign_in_factors.held_by(ann.id) == sign_in_factors.Held(authenticator=False, passkeys=0, codes=0)
    assert sessions.open_sessions(ann.id, idle=dt.timedelta(hours=1), now=NOW) == []
