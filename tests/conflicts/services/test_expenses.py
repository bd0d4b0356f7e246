"""Expenses of a case and who pays which share, on both databases."""

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.queries.payers import Payers
from registry.conflicts.rules.money import TEAM, PayerGroup, equal_shares, partner_key, party_key
from registry.conflicts.services import expenses
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, Refused, RuleBroken
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.conflicts.builders import TODAY, at_steering, confirm, enter, raise_one, spend
from tests.factories import NOW, make_partner


def test_each_who_pays_confirms_once(cast):
    case = at_steering(cast)
    share = spend(case, cast.coordinator, {0: 50_01, 1: 50_00}).shares[0]
    confirm(share, cast.recused)
    assert share.confirmation.by_for == "Riverside Hospital"
    with pytest.raises(RuleBroken, match="confirmed already"):
        confirm(share, cast.for_riverside)


def test_nobody_confirms_the_share_of_another(cast):
    share = spend(raise_one(cast), cast.coordinator, {0: 100, 1: 100}).shares[0]
    with pytest.raises(Refused):
        confirm(share, cast.for_maple)


def test_shares_that_do_not_sum_write_nothing(cast):
    case = raise_one(cast)
    with pytest.raises(InvalidInput, match="must be the same"):
        spend(case, cast.coordinator, {0: 100, 1: 100}, total=201)
    assert case.expenses == []


def test_an_expense_set_aside_no_longer_waits(cast):
    case = raise_one(cast)
    expense = spend(case, cast.coordinator, {0: 100, 1: 100})
    with unit_of_work(case.team_id):
        expenses.set_aside(expense, reason="Entered twice", act=act_of(cast.coordinator, NOW))
    assert cases.unconfirmed(case) == []
    with pytest.raises(RuleBroken, match="set aside"):
        confirm(expense.shares[0], cast.for_riverside)


# -- who pays besides the parties ----------------------------------------------------------------------


@pytest.fixture
def partners(cast):
    """Two more partners: one that decides and one that is heard."""
    with unit_of_work(cast.team.id):
        oak = make_partner(cast.team, "Oak House", tier=Tier.ANCHOR)
        elm = make_partner(cast.team, "Elm House", tier=Tier.ASSOCIATE)
    return oak, elm


def test_the_groups_that_can_pay(cast, partners):
    oak, _elm = partners
    with unit_of_work(cast.team.id):
        make_partner(cast.team, "Gone", status=Status.WITHDRAWN)
    payers = Payers(raise_one(cast), TODAY)
    names = {group: [payer.name for payer in payers.group(group)] for group in PayerGroup}
    assert names == {
        PayerGroup.PARTIES: ["Riverside Hospital", "Maple Clinic"],
        PayerGroup.COMMITTEE: ["Riverside Hospital"],
        PayerGroup.TEAM: [cast.team.name()],
        PayerGroup.DECIDING: ["Riverside Hospital", "Maple Clinic", "Birch Home Care", oak.name],
    }
    assert "Gone" not in [payer.name for payer in payers.partners()]


def test_who_is_a_party_pays_once_and_as_the_party(cast):
    case = raise_one(cast)
    paying = Payers(case, TODAY).chosen(list(PayerGroup), [cast.maple.id, cast.birch.id, 9999])
    assert [payer.key for payer in paying] == [
        party_key(case.parties[0].id),
        party_key(case.parties[1].id),
        TEAM,
        partner_key(cast.birch.id),
    ]


@pytest.mark.parametrize("key", ["partner:9999", "party:9999", "committee:1", ""])
def test_nobody_else_pays(cast, key):
    case = raise_one(cast)
    with pytest.raises(InvalidInput, match="nobody who can pay"):
        enter(case, cast.coordinator, {key: 100})
    assert case.expenses == []


def test_shares_of_many_come_to_the_total_to_the_cent(cast, partners):
    case = raise_one(cast)
    paying = Payers(case, TODAY).chosen(list(PayerGroup))
    for total in (1_00, 99_99, 185_050, 1_000_01):
        cents = equal_shares(total, len(paying))
        shares = {payer.key: part for payer, part in zip(paying, cents, strict=True)}
        expense = enter(case, cast.coordinator, shares, total=total)
        assert sum(share.cents for share in expense.shares) == total
        assert len(expense.shares) == len(paying)


def test_an_unpaid_share_is_handed_over_by_a_partner_that_is_no_party(cast):
    share = enter(raise_one(cast), cast.coordinator, {partner_key(cast.birch.id): 100}).shares[0]
    assert [one.id for one in cases.unpaid_shares_of_partner(cast.birch.id)] == [share.id]
