"""Those who act for a partner with an account."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.queries import representatives as representative_queries
from registry.partners.rules.partners import Status
from registry.partners.services import representatives, status
from registry.security.actors import Capacity
from tests.factories import WHO_AND_WHEN, make_member, make_partner, make_representative, make_team

ON = dt.date(2026, 11, 24)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def partner(session):
    with unit_of_work():
        return make_partner(make_team(), status=Status.PARTNER)


def test_a_representative_acts_for_the_partner(partner):
    with unit_of_work():
        user = make_representative(partner)
    assert representative_queries.represents(user.id, partner.id, ON)
    assert representative_queries.capacities_of(user.id, partner.team_id, ON) == {
        partner.id: Capacity.REPRESENTATIVE
    }


def test_a_representative_of_a_coming_day_does_not_act_yet(partner):
    with unit_of_work():
        user = make_member(partner.team)
        representatives.add_representative(
            partner, user_id=user.id, started_on=dt.date(2026, 12, 1), **WHO_AND_WHEN
        )
    assert not representative_queries.represents(user.id, partner.id, ON)
    assert representative_queries.represents(user.id, partner.id, dt.date(2026, 12, 1))


def test_a_representative_who_ended_no_longer_acts(partner):
    with unit_of_work():
        user = make_representative(partner)
        representatives.end_representative(
            representative_queries.representatives_of(partner.id, ON)[0], on=ON, **WHO_AND_WHEN
        )
    assert not representative_queries.represents(user.id, partner.id, ON)


def test_nobody_represents_a_partner_twice_at_once(partner):
    with unit_of_work():
        user = make_representative(partner)
    with unit_of_work(), pytest.raises(RuleBroken, match="already"):
        representatives.add_representative(partner, user_id=user.id, started_on=ON, **WHO_AND_WHEN)


def test_a_partner_that_has_withdrawn_has_nobody_acting_for_it(partner):
    with unit_of_work():
        user = make_representative(partner)
        status.set_status(partner, status=Status.WITHDRAWN, effective_on=ON, **WHO_AND_WHEN)
    assert representative_queries.capacities_of(user.id, partner.team_id, ON) == {}
