"""The open cases of an organization and its unpaid shares, as a withdrawal hands them over."""

from registry.conflicts.queries import cases
from registry.conflicts.services import expenses
from registry.database.transactions import unit_of_work
from tests.acts import act_of
from tests.conflicts.builders import TODAY, close, raise_one, spend
from tests.factories import NOW


def test_the_open_cases_of_a_partner_are_found(cast):
    case = raise_one(cast)
    assert cases.open_cases_of_partner(cast.maple.id) == [case]
    assert cases.open_cases_of_partner(cast.birch.id) == []


def test_a_closed_case_is_not_handed_over_and_its_unpaid_share_is(cast):
    case = raise_one(cast)
    share = spend(case, cast.coordinator, {1: 100}).shares[0]
    close(case, cast.coordinator)
    assert cases.open_cases_of_partner(cast.maple.id) == []
    assert cases.unpaid_shares_of_partner(cast.maple.id) == [share]


def test_a_paid_share_is_not_handed_over(cast):
    share = spend(raise_one(cast), cast.coordinator, {1: 100}).shares[0]
    with unit_of_work(cast.team.id):
        expenses.note_paid(share, on=TODAY, act=act_of(cast.coordinator, NOW))
    assert cases.unpaid_shares_of_partner(cast.maple.id) == []
