"""Schedules over time: each stays as it was promised, and what was wrong stays struck through."""

import datetime as dt

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import Contribution
from registry.partners.services import schedules
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_team

JANUARY, MARCH, JUNE = dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def partner(session):
    """An anchor."""
    with unit_of_work():
        return make_partner(make_team(), "Carefor")


def promise(partner, text, on):
    """A schedule of one line from a day on."""
    with unit_of_work():
        lines = [(Contribution.TIME, text, "")]
        return schedules.set_schedule(partner, lines=lines, effective_on=on, **WHO_AND_WHEN)


def correct(wrong, text, on):
    """A correction of a schedule."""
    with unit_of_work():
        lines = [(Contribution.TIME, text, "")]
        return schedules.correct_schedule(
            wrong, lines=lines, effective_on=on, reason="Mistyped", **WHO_AND_WHEN
        )


def promised(partner, on):
    """What is promised on a day."""
    return [line.text("en") for line in partner.schedule(on)]


def test_each_day_shows_what_was_promised_then(partner):
    promise(partner, "Two nurses", MARCH)
    promise(partner, "Three nurses", JUNE)
    days = [MARCH - DAY, MARCH, JUNE - DAY, JUNE]
    assert [promised(partner, on) for on in days] == [[], ["Two nurses"], ["Two nurses"], ["Three nurses"]]


def test_a_schedule_without_a_line_ends_what_was_promised(partner):
    promise(partner, "Two nurses", MARCH)
    with unit_of_work():
        schedules.set_schedule(partner, lines=[], effective_on=JUNE, **WHO_AND_WHEN)
    assert (promised(partner, JUNE - DAY), promised(partner, JUNE)) == (["Two nurses"], [])


def test_a_mistyped_day_is_corrected_and_the_wrong_schedule_stays(partner):
    wrong = promise(partner, "Two nurses", JUNE)
    right = correct(wrong, "Two nurses", JANUARY)
    assert promised(partner, JANUARY) == ["Two nurses"]
    assert (wrong.superseded_by_id, wrong.struck_at, wrong.struck_reason) == (right.id, NOW, "Mistyped")
    assert [line.text_en for line in wrong.lines] == ["Two nurses"]
    event = audit_queries.events_about(partner.team_id, ("partner", partner.id))[0]
    assert (event.tag, event.details["wrong"]) == (PartnerEvent.SCHEDULE_CORRECTED, wrong.id)


def test_a_schedule_is_corrected_once(partner):
    wrong = promise(partner, "Two nurses", JUNE)
    correct(wrong, "Two nurses", MARCH)
    with pytest.raises(RuleBroken, match="corrected already"):
        correct(wrong, "Two nurses", JANUARY)


def test_a_schedule_entered_by_mistake_is_struck_out_and_the_one_before_goes_on(partner):
    promise(partner, "Two nurses", MARCH)
    wrong = promise(partner, "Three nurses", JUNE)
    with unit_of_work():
        schedules.strike_schedule(wrong, reason="Never agreed", **WHO_AND_WHEN)
    assert promised(partner, JUNE) == ["Two nurses"]
