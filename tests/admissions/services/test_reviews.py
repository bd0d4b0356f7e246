"""Reviewing an application, and setting a duplicate aside."""

import pytest

from registry.admissions.rules.admissions import Finding, Found, Step
from registry.admissions.services import reviews
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from tests.acts import act_of
from tests.admissions import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_duplicate_is_set_aside_and_its_applicant_told(team, received):
    with unit_of_work(team.id):
        reviews.set_aside(received, reason="It came twice.", act=act_of(builders.coordinator(), NOW))
    assert received.step is Step.SET_ASIDE
    assert builders.messages("set_aside")[0].params["words"] == "It came twice."


def test_what_is_under_review_is_not_set_aside(received):
    builders.review(received)
    with pytest.raises(RuleBroken, match="under review"), unit_of_work(received.team_id):
        reviews.set_aside(received, reason="No.", act=act_of(builders.coordinator(), NOW))


def test_nothing_goes_before_the_partners_until_all_is_reviewed(received):
    with unit_of_work(received.team_id):
        reviews.begin_review(received, act=act_of(builders.coordinator(), NOW))
    with pytest.raises(RuleBroken, match="not reviewed yet"):
        builders.put_before(received)


def test_a_review_keeps_its_findings(received):
    builders.review(received, finding=Finding.UNCLEAR)
    assert (received.answers[0].finding, received.answers[0].finding_remark) == ("unclear", "Looked at")


def test_findings_of_another_dossier_change_nothing(received):
    with unit_of_work(received.team_id):
        reviews.begin_review(received, act=act_of(builders.coordinator(), NOW))
        found = {received.answers[0].id + 999: Found(Finding.MET)}
        reviews.record_review(received, found=found, review="", act=act_of(builders.coordinator(), NOW))
    assert received.answers[0].finding == ""
