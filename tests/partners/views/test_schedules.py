"""The schedule of a partner, by page."""

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import MOST_SCHEDULE_LINES, Contribution
from registry.partners.services import schedules
from tests.factories import NOW, WHO_AND_WHEN
from tests.reading import saved_now

BASE = "/teams/east/partners"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def lines(team, partner):
    """A schedule of two lines."""
    said = [(Contribution.TIME, "Two nurses", "Deux infirmières"), (Contribution.MONEY, "Ten dollars", "")]
    with unit_of_work(team.id):
        schedules.set_schedule(partner, lines=said, **WHO_AND_WHEN)


def a_schedule(**said):
    """What is sent from a page of two lines."""
    typed = {
        "count": 2,
        "effective_on": "2026-11-24",
        "kind_1": "time",
        "place_1": 1,
        "kind_2": "money",
        "place_2": 2,
    }
    return typed | {"text_en_1": "Two nurses", "text_en_2": "Ten dollars"} | said


def texts_of(partner):
    """The lines in English, in order."""
    return [line.text_en for line in partner.schedule(NOW.date())]


def test_the_page_shows_the_lines_and_three_empty_ones(client, partner, lines):
    page = client.get(f"{BASE}/{partner.id}/schedule").text
    assert "Deux infirmières" in page
    assert page.count("<fieldset") == 5


def test_a_schedule_is_saved(client, partner, post):
    answer = post("schedule", **a_schedule(text_fr_1="Deux infirmières"))
    assert answer.location == f"{BASE}/{partner.id}#schedule"
    assert [(line.kind, line.text_en, line.text_fr) for line in partner.schedule(NOW.date())] == [
        ("time", "Two nurses", "Deux infirmières"),
        ("money", "Ten dollars", ""),
    ]


def test_lines_change_places(partner, lines, post):
    post("schedule", **a_schedule(place_2=1))
    assert texts_of(partner) == ["Ten dollars", "Two nurses"]


def test_a_line_is_taken_out(partner, lines, post):
    post("schedule", **a_schedule(away_1="y"))
    assert texts_of(partner) == ["Ten dollars"]


def test_a_line_left_empty_is_not_kept(partner, lines, post):
    post("schedule", **a_schedule(text_en_1=" ", text_fr_1=""))
    assert texts_of(partner) == ["Ten dollars"]


def test_a_schedule_changed_meanwhile_is_shown_and_what_was_typed_is_kept(partner, lines, post):
    answer = post("schedule", revision=1, **a_schedule(text_en_1="Three nurses"))
    assert answer.status_code == 422
    assert "Two nurses" in saved_now(answer)
    assert "Three nurses</textarea>" in answer.text
    assert texts_of(partner) == ["Two nurses", "Ten dollars"]


def test_a_schedule_has_a_longest_length(partner, post):
    numbers = range(1, MOST_SCHEDULE_LINES + 2)
    typed = {f"text_en_{number}": "Help" for number in numbers} | {
        f"kind_{number}": "time" for number in numbers
    }
    typed |= {f"place_{number}": number for number in numbers}
    answer = post("schedule", count=len(numbers), effective_on="2026-11-24", **typed)
    assert answer.status_code == 422
    assert f"A schedule has at most {MOST_SCHEDULE_LINES} lines." in answer.text
    assert list(partner.schedule(NOW.date())) == []


@pytest.mark.parametrize("count", ["x", "-4", "99999", ""])
def test_a_number_of_lines_that_nobody_sent_harms_nothing(partner, lines, post, count):
    assert post("schedule", count=count, revision=1).status_code == 422
    assert texts_of(partner) == ["Two nurses", "Ten dollars"]
