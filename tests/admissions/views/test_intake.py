"""The page on which a team settles when it takes applications, and its criteria."""

import pytest

from registry.admissions.queries import admissions
from tests.reading import error_on, saved_now, value_of

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_closing_date_before_opening_stands_on_its_field(coordinator):
    form = {"opens_on": "2027-03-01", "closes_on": "2027-02-01"}
    answer = coordinator.post("/teams/east/intake/windows/new", data=form)
    assert answer.status_code == 422
    assert "closes before it opens" in error_on(answer, "closes_on")


def test_the_intake_is_settled_on_its_page(coordinator, team):
    revision = admissions.setting_of(team.id).revision
    form = {"welcome_en": "Come in.", "revision": revision}
    assert coordinator.post("/teams/east/intake", data=form).status_code == 303
    assert (admissions.setting_of(team.id).all_year, admissions.setting_of(team.id).welcome_en) == (
        False,
        "Come in.",
    )


def test_who_settles_the_intake_later_sees_both_and_can_save_again(coordinator, team):
    form = {"welcome_en": "Come in.", "revision": admissions.setting_of(team.id).revision}
    coordinator.post("/teams/east/intake", data=form)
    told = coordinator.post("/teams/east/intake", data=form | {"welcome_en": "Be welcome."})
    assert told.status_code == 422
    assert "Come in." in saved_now(told)
    assert "Be welcome.</textarea>" in told.text
    again = form | {"revision": value_of(told, "revision")}
    assert coordinator.post("/teams/east/intake", data=again).status_code == 303


def test_a_criterion_is_added_and_worded_anew(coordinator, team):
    form = {"text_en": "It has a board", "text_fr": "Il a un conseil"}
    coordinator.post("/teams/east/intake/criteria/new", data=form)
    added = admissions.criteria_of(team.id)[1]
    coordinator.post(
        f"/teams/east/intake/criteria/{added.id}", data=form | {"text_en": "It has a board of its own"}
    )
    assert [one.text_en for one in admissions.criteria_of(team.id)][1] == "It has a board of its own"
