"""Representations of somebody who leaves a team: found, and ended with the role."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.partners.queries import representatives
from registry.partners.services import offboarding
from registry.partners.services.representatives import add_representative, end_representative
from tests.factories import NOW, WHO_AND_WHEN, make_member, make_partner, make_representative, make_team

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def maple(session):
    """A partner."""
    with unit_of_work():
        return make_partner(make_team(), "Maple Clinic")


@pytest.fixture
def ann(maple):
    """Acts for it since January."""
    with unit_of_work():
        return make_representative(maple)


def holdings(partner, user):
    return offboarding.holdings(partner.team_id, user.id, TODAY)


def end(holding, on=TODAY):
    with unit_of_work():
        holding.end(on, WHO_AND_WHEN["act"])


def test_each_partner_that_somebody_acts_for_is_told(maple, ann):
    with unit_of_work():
        birch = make_partner(maple.team, "Birch House")
        add_representative(birch, user_id=ann.id, started_on=TODAY + DAY, **WHO_AND_WHEN)
    told = [one.words for one in holdings(maple, ann)]
    assert told == ["Represents Maple Clinic", "Represents Birch House"]


def test_what_has_ended_by_that_day_is_not_held(maple, ann):
    (one,) = representatives.all_representatives(maple.id)
    with unit_of_work():
        end_representative(one, on=TODAY, **WHO_AND_WHEN)
    assert holdings(maple, ann) == []


def test_what_is_held_in_another_team_or_by_another_person_is_not_told(maple, ann):
    with unit_of_work():
        bo, elsewhere = make_member(maple.team), make_partner(make_team())
        add_representative(elsewhere, user_id=ann.id, started_on=TODAY, **WHO_AND_WHEN)
    assert len(holdings(maple, ann)) == 1
    assert holdings(maple, bo) == []


def test_it_ends_with_the_role_on_its_day(maple, ann):
    (held,) = holdings(maple, ann)
    end(held)
    (one,) = representatives.all_representatives(maple.id)
    assert one.ended_on == TODAY


def test_what_was_to_begin_later_ends_on_the_day_it_begins(maple):
    with unit_of_work():
        ann = make_member(maple.team)
        add_representative(maple, user_id=ann.id, started_on=TODAY + DAY, **WHO_AND_WHEN)
    (held,) = holdings(maple, ann)
    end(held)
    (one,) = representatives.all_representatives(maple.id)
    assert (one.started_on, one.ended_on) == (TODAY + DAY, TODAY + DAY)
