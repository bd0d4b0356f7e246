"""When a team takes applications, and the criteria on which it asks."""

import pytest

from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import Step
from registry.admissions.services import intake
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from tests.acts import act_of
from tests.admissions import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_closed_intake_takes_no_application(team):
    builders.close(team)
    with pytest.raises(RuleBroken, match="no applications today"):
        builders.send(team)


def test_an_application_belongs_to_its_window(team):
    builders.close(team)
    window = builders.add_window(team, -3, 3)
    assert builders.send(team).window_id == window.id


def test_an_application_past_its_window_is_kept_and_goes_on(team):
    builders.close(team)
    window = builders.add_window(team, -3, 0)
    admission = builders.receive(team)
    with unit_of_work(team.id):
        intake.remove_window(team, window, act=act_of(builders.coordinator(), NOW))
    assert builders.review(admission).step is Step.UNDER_REVIEW


def test_a_criterion_is_worded_in_every_language_of_the_team(team):
    with pytest.raises(RuleBroken) as refused, unit_of_work(team.id):
        intake.add_criterion(team, text_en="Only this", text_fr="", act=act_of(builders.coordinator(), NOW))
    assert refused.value.field == "text_fr"


def test_a_retired_criterion_is_asked_no_longer_and_stays_answered(team, received):
    with unit_of_work(team.id):
        criterion = admissions.criteria_of(team.id)[0]
        intake.retire_criterion(team, criterion, act=act_of(builders.coordinator(), NOW))
    assert admissions.criteria_of(team.id) == []
    assert len(admissions.admission(received.id).answers) == 1


def test_criteria_change_places(team):
    second = builders.add_criterion(team, "Second")
    with unit_of_work(team.id):
        intake.move_criterion_up(team, second, act=act_of(builders.coordinator(), NOW))
    assert [one.text_en for one in admissions.criteria_of(team.id)] == ["Second", "It serves the region"]
