"""Expenses of a case and who pays which share, on both databases."""

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.services import expenses
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, Refused, RuleBroken
from tests.acts import act_of
from tests.conflicts.builders import at_steering, confirm, raise_one, spend
from tests.factories import NOW


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
