"""Two who settle the same thing for the first time: one does, the other is told, on both databases."""

import pytest

from registry.admissions.services import intake
from registry.conflicts.rules.terms import ClockStart
from registry.conflicts.services import settings
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import TIER_VOICES, Scale
from registry.decisions.services import settings as decision_settings
from registry.errors import RuleBroken
from registry.teams.models import Team
from tests.acts import act_of
from tests.factories import BY, NOW, WHO_AND_WHEN, by_coordinator, make_coordinator, make_team

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.needs("admissions", "conflicts", "decisions"),
]


def take_applications(team):
    intake.settle_intake(team, all_year=True, revision=None, act=act_of(BY, NOW))


def handle_conflicts(team):
    settings.set_up(team, clock_start=ClockStart.ESCALATED, shows_existence=True, revision=0, **WHO_AND_WHEN)


def decide(team):
    decision_settings.settle_deciding_rules(
        team,
        scale=Scale.ROUND,
        threshold=4,
        tier_voices=TIER_VOICES,
        pass_rule=None,
        revision=0,
        **by_coordinator(team),
    )


@pytest.fixture
def team_id(session):
    """A team that has settled nothing yet."""
    with unit_of_work():
        team = make_team()
        make_coordinator(team, name=BY.name)
        return team.id


@pytest.mark.parametrize("settle", [take_applications, handle_conflicts, decide])
def test_of_two_who_settle_it_first_one_does_and_the_other_is_told(team_id, at_once, settle):
    told = at_once(team_id, *[lambda: settle(db.session.get_one(Team, team_id))] * 2)
    assert [words.startswith("Someone else changed this meanwhile") for words in told] == [True]


@pytest.mark.parametrize("settle", [take_applications, handle_conflicts, decide])
def test_who_had_the_form_open_before_it_was_settled_is_told(team_id, settle):
    with unit_of_work(team_id):
        settle(db.session.get_one(Team, team_id))
    with pytest.raises(RuleBroken, match="Someone else changed this meanwhile"), unit_of_work(team_id):
        settle(db.session.get_one(Team, team_id))
