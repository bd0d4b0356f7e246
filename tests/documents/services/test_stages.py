"""The stages of a team's programme, by their days."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Stage
from registry.documents.queries.stages import present_stage
from registry.documents.services import stages
from registry.errors import RuleBroken
from registry.teams.models import Team
from tests.factories import WHO_AND_WHEN

TODAY = dt.date(2026, 11, 24)
BEFORE, AHEAD = dt.date(2026, 3, 1), dt.date(2027, 3, 1)

pytestmark = pytest.mark.usefixtures("session")


def add(team: Team, name: str, from_on: dt.date | None = None) -> Stage:
    with unit_of_work(team.id):
        return stages.add_stage(team, names={"en": name, "fr": name}, from_on=from_on, **WHO_AND_WHEN)


def test_a_team_stands_at_the_stage_with_the_latest_day_that_has_come(team: Team) -> None:
    assert present_stage(team.id, TODAY) is None
    readiness = add(team, "Readiness", BEFORE)
    full = add(team, "Full application", AHEAD)
    add(team, "Designated")
    assert present_stage(team.id, BEFORE - dt.timedelta(1)) is None
    assert present_stage(team.id, TODAY) == readiness
    assert present_stage(team.id, AHEAD) == full


def test_a_day_set_by_mistake_is_superseded_and_kept(team: Team) -> None:
    stage = add(team, "Readiness", BEFORE)
    with unit_of_work(team.id):
        stages.set_day(stage, from_on=None, **WHO_AND_WHEN)
    assert present_stage(team.id, TODAY) is None
    assert [row.from_on for row in stage.days] == [BEFORE, None]


def test_the_day_that_is_set_already_is_refused(team: Team) -> None:
    stage = add(team, "Readiness", BEFORE)
    with pytest.raises(RuleBroken, match="set already"), unit_of_work(team.id):
        stages.set_day(stage, from_on=BEFORE, **WHO_AND_WHEN)


def test_a_stage_has_a_name_in_each_language(team: Team) -> None:
    with pytest.raises(RuleBroken, match="each language"), unit_of_work(team.id):
        stages.add_stage(team, names={"en": "Readiness"}, from_on=None, **WHO_AND_WHEN)
