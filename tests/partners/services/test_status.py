"""The status of a partner over time, on both databases."""

import datetime as dt
import itertools
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.queries.history import history_of
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import TAKING_PART, Ground, RestsOn
from registry.partners.rules.partners import Status
from registry.partners.services import status as status_services
from tests.factories import WHO_AND_WHEN, make_partner, make_team
from tests.partners.builders import tags

A_DECISION = RestsOn(Ground.DECISION, "The partners, 3 May", "decision:12")
GROUNDS = strategies.sampled_from([RestsOn(Ground.LIST), RestsOn(Ground.ADMISSION), A_DECISION])
NUMBERS = itertools.count()

JANUARY, MARCH, JUNE = dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def partner(session):
    """An anchor and partner since January."""
    with unit_of_work():
        return make_partner(make_team(), "Carefor")


def strike(service, wrong):
    """Strike an entry out."""
    with unit_of_work():
        service(wrong, reason="Never agreed", **WHO_AND_WHEN)


def set_status(partner, status, on=MARCH, **said):
    with unit_of_work():
        return status_services.set_status(partner, status=status, effective_on=on, **said, **WHO_AND_WHEN)


def correct_status(wrong, status, on=MARCH, **said):
    with unit_of_work():
        return status_services.correct_status(
            wrong, status=status, effective_on=on, reason="Mistyped", **said, **WHO_AND_WHEN
        )


def test_a_status_changes_on_its_day_and_not_before(partner):
    set_status(partner, Status.LEAVING)
    assert partner.status(MARCH - DAY) is Status.PARTNER
    assert partner.status(MARCH) is Status.LEAVING


def test_a_status_follows_the_allowed_moves(partner):
    with pytest.raises(RuleBroken) as refused:
        set_status(partner, Status.REFUSED)
    assert refused.value.field == "status"


@pytest.mark.parametrize("outside", [Status.JOINING, Status.WITHDRAWN])
def test_whoever_becomes_a_partner_rests_on_something(partner, outside):
    ground = RestsOn(Ground.DECISION, "The steering committee, 3 May", "decision:12")
    with unit_of_work():
        joining = make_partner(partner.team, status=outside)
    with pytest.raises(RuleBroken, match="Say what it rests on"):
        set_status(joining, Status.PARTNER)
    change = set_status(joining, Status.PARTNER, rests_on=ground)
    assert history_of(joining.id).rests_on(MARCH) == ground
    assert (change.rests_on, change.rests_on_subject) == ("decision", "decision:12")


def test_whoever_stays_a_partner_needs_no_new_ground(partner):
    set_status(partner, Status.LEAVING)
    set_status(partner, Status.PARTNER, on=JUNE)
    assert history_of(partner.id).rests_on(JUNE) == RestsOn(Ground.LIST)


def test_a_corrected_status_keeps_its_ground(partner):
    correct_status(partner.statuses[0], Status.PARTNER, on=JANUARY)
    assert history_of(partner.id).rests_on(JUNE) == RestsOn(Ground.LIST)


@pytest.fixture
def joining(session):
    """An organization that joins by an admission since January."""
    with unit_of_work():
        return make_partner(make_team(), "Oak House", rests_on=RestsOn(Ground.ADMISSION))


@pytest.mark.parametrize("status", [Status.PARTNER, Status.LEAVING])
def test_no_correction_makes_a_partner_of_who_joins_without_a_ground(joining, status):
    with pytest.raises(RuleBroken, match="Say what it rests on") as refused:
        correct_status(joining.statuses[0], status)
    assert refused.value.field == "rests_on"
    right = correct_status(joining.statuses[0], status, rests_on=A_DECISION)
    assert right.ground == A_DECISION
    assert joining.status(MARCH) is status


def test_who_joins_on_a_list_was_a_partner_on_that_list(session):
    with unit_of_work():
        joining = make_partner(make_team(), status=Status.JOINING)
    right = correct_status(joining.statuses[0], Status.PARTNER)
    assert right.ground == RestsOn(Ground.LIST)


def test_a_correction_puts_a_mistyped_ground_right_and_keeps_the_wrong_one(partner):
    wrong = partner.statuses[0]
    right = correct_status(wrong, Status.PARTNER, on=JANUARY, rests_on=A_DECISION)
    assert (wrong.ground, right.ground) == (RestsOn(Ground.LIST), A_DECISION)


def test_a_ground_given_in_the_words_that_stand_keeps_its_thing_in_the_registry(session):
    listed = RestsOn(Ground.LIST, "partners.csv", "import:3")
    with unit_of_work():
        partner = make_partner(make_team(), rests_on=listed)
    right = correct_status(partner.statuses[0], Status.PARTNER, rests_on=RestsOn(Ground.LIST, "partners.csv"))
    assert right.ground == listed


def test_who_was_listed_before_grounds_were_stored_is_corrected_without_one(partner):
    with unit_of_work():
        partner.statuses[0].rests_on = ""
    assert correct_status(partner.statuses[0], Status.PARTNER, on=MARCH).ground is None
    wrong = set_status(partner, Status.LEAVING, on=JUNE)
    with pytest.raises(RuleBroken, match="Say what it rests on"):
        correct_status(wrong, Status.LEAVING, on=JANUARY)


def test_no_change_leaves_a_later_entry_without_the_ground_it_rested_on(partner):
    set_status(partner, Status.LEAVING, on=MARCH)
    set_status(partner, Status.PARTNER, on=JUNE)
    with pytest.raises(RuleBroken, match="partner from 1 June 2026"):
        set_status(partner, Status.WITHDRAWN, on=MARCH + DAY)
    with pytest.raises(RuleBroken, match="partner from 1 March 2026"):
        strike(status_services.strike_status, partner.statuses[0])


BEGINNINGS = [Status.JOINING, Status.PARTNER, Status.LEAVING, Status.WITHDRAWN]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=strategies.data())
def test_after_any_changes_and_corrections_every_partnership_rests_on_something(session, data):
    partner = _tossed(data)
    grounds = [row for row in partner.statuses if row.stands and row.status in TAKING_PART and row.ground]
    took_part = False
    for day in sorted({row.effective_on for row in partner.statuses if row.stands}):
        takes_part = partner.status(day) in TAKING_PART
        assert took_part or not takes_part or any(row.effective_on == day for row in grounds)
        took_part = takes_part


def _tossed(data):
    """A partner after changes, corrections and strikings as they come, those that are refused left out."""
    with unit_of_work():
        partner = make_partner(make_team(slug=f"t{next(NUMBERS)}"), rests_on=data.draw(GROUNDS))
    for _step in range(data.draw(strategies.integers(1, 6))):
        rows = [row for row in partner.statuses if row.stands]
        wrong = data.draw(strategies.sampled_from(rows))
        said = {"on": JANUARY + DAY * data.draw(strategies.integers(0, 5))}
        said["rests_on"] = data.draw(strategies.none() | GROUNDS)
        status = data.draw(strategies.sampled_from(BEGINNINGS))
        act = data.draw(
            strategies.sampled_from(
                [
                    partial(set_status, partner, status, **said),
                    partial(correct_status, wrong, status, **said),
                    partial(strike, status_services.strike_status, wrong),
                ]
            )
        )
        with suppress(RuleBroken):
            act()
    return partner


def test_a_status_must_leave_room_for_what_is_to_come(partner):
    set_status(partner, Status.LEAVING, on=JUNE)
    with pytest.raises(RuleBroken, match="1 June 2026"):
        set_status(partner, Status.WITHDRAWN, on=MARCH)
    assert partner.status(MARCH) is Status.PARTNER


def test_a_withdrawal_called_off_is_corrected_away(partner):
    wrong = set_status(partner, Status.LEAVING)
    correct_status(wrong, Status.PARTNER)
    assert partner.status(MARCH) is Status.PARTNER
    assert tags(partner)[0] == PartnerEvent.STATUS_CORRECTED


def test_a_corrected_status_still_follows_the_one_before(partner):
    wrong = set_status(partner, Status.LEAVING)
    with pytest.raises(RuleBroken):
        correct_status(wrong, Status.REFUSED)


def test_correcting_a_status_does_not_undo_what_came_after_it_on_the_same_day(partner):
    first = partner.statuses[0]
    set_status(partner, Status.LEAVING, on=JANUARY)
    with pytest.raises(RuleBroken, match="came after this one"):
        correct_status(first, Status.PARTNER, on=JANUARY)
    assert partner.status(JANUARY) is Status.LEAVING


def test_a_status_entered_by_mistake_is_struck_out_and_the_one_before_goes_on(partner):
    wrong = set_status(partner, Status.LEAVING)
    strike(status_services.strike_status, wrong)
    assert partner.status(JUNE) is Status.PARTNER
    assert history_of(partner.id).status(JUNE) is Status.PARTNER


def test_a_status_is_not_struck_out_from_under_the_one_after_it(partner):
    wrong = set_status(partner, Status.WITHDRAWN)
    set_status(partner, Status.JOINING, on=JUNE)
    with pytest.raises(RuleBroken, match="1 June 2026"):
        strike(status_services.strike_status, wrong)


def test_the_only_status_of_a_partner_is_not_struck_out(partner):
    with pytest.raises(RuleBroken, match="all that is known") as refused:
        strike(status_services.strike_status, partner.statuses[0])
    assert refused.value.field == "what"
