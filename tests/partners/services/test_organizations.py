"""What becomes of organizations: merged, closed, the same as another team's."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.queries import partners as partner_queries
from registry.partners.rules.partners import Status
from registry.partners.services import organizations, status
from tests.factories import WHO_AND_WHEN, make_partner, make_team

JANUARY, MARCH = dt.date(2026, 1, 1), dt.date(2026, 3, 1)


@pytest.fixture
def team(session):
    with unit_of_work():
        return make_team()


@pytest.fixture
def partner(team):
    with unit_of_work():
        return make_partner(team, "Carefor")


@pytest.fixture
def other(team, partner):
    with unit_of_work():
        return make_partner(team, "Bruyère")


def merge(partner, into, on=MARCH):
    with unit_of_work():
        organizations.merge_organizations(partner, into=into, on=on, **WHO_AND_WHEN)


def test_a_merged_organization_is_withdrawn_from_that_day_and_keeps_its_history(partner, other):
    merge(partner, other)
    assert partner.organization.merged_into_id == other.organization_id
    assert partner.status(MARCH - dt.timedelta(days=1)) is Status.PARTNER
    assert partner.status(MARCH) is Status.WITHDRAWN


def test_an_organization_does_not_merge_into_itself(partner):
    with pytest.raises(RuleBroken):
        merge(partner, partner)


def test_an_organization_does_not_merge_twice(team, partner, other):
    merge(partner, other)
    with pytest.raises(RuleBroken, match="already"):
        merge(partner, other)


def test_nothing_merges_into_what_has_ended(partner, other):
    merge(partner, other)
    with pytest.raises(RuleBroken, match="itself"):
        merge(other, partner)


def test_partners_of_two_teams_do_not_merge(partner):
    with unit_of_work():
        elsewhere = make_partner(make_team())
    with pytest.raises(RuleBroken):
        merge(partner, elsewhere)


def test_closing_in_one_team_leaves_the_shared_organization_to_the_other(partner):
    with unit_of_work():
        elsewhere = make_partner(make_team(), "Carefor", organization=partner.organization)
        organizations.close_organization(elsewhere, on=MARCH, **WHO_AND_WHEN)
    assert elsewhere.organization.closed_on == MARCH
    assert partner.organization.closed_on is None


def test_the_status_of_a_closed_organization_is_corrected_once_it_is_open_again(partner):
    with unit_of_work():
        organizations.close_organization(partner, on=MARCH, **WHO_AND_WHEN)
    with unit_of_work(), pytest.raises(RuleBroken, match="closed or merged"):
        status.strike_status(partner.statuses[-1], reason="Mistyped", **WHO_AND_WHEN)
    with unit_of_work():
        organizations.reopen_organization(partner, **WHO_AND_WHEN)
        status.strike_status(partner.statuses[-1], reason="Mistyped", **WHO_AND_WHEN)
    assert partner.status(MARCH) is Status.PARTNER


def test_a_merger_entered_by_mistake_is_taken_back(partner, other):
    merge(partner, other)
    with unit_of_work():
        organizations.reopen_organization(partner, **WHO_AND_WHEN)
    assert not partner.organization.has_ended
    with pytest.raises(RuleBroken), unit_of_work():
        organizations.reopen_organization(partner, **WHO_AND_WHEN)


def test_a_match_in_another_team_is_suggested_and_linked_only_when_told(partner):
    with unit_of_work():
        mine = make_partner(make_team(), "CAREFOR")
    assert partner_queries.suggest_same_organization(mine.team_id, mine.name) == [partner.organization]
    with unit_of_work():
        organizations.link_organization(mine, partner.organization, **WHO_AND_WHEN)
    assert (mine.organization_id, mine.name) == (partner.organization_id, "CAREFOR")
    assert partner_queries.suggest_same_organization(mine.team_id, mine.name) == []


def test_only_a_suggested_organization_can_be_linked(partner, other):
    with pytest.raises(RuleBroken), unit_of_work():
        organizations.link_organization(other, partner.organization, **WHO_AND_WHEN)
