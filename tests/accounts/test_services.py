"""Making an account: an address has one, however it is written."""

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from tests.factories import make_user


def test_an_address_has_one_account_in_whatever_case(session):
    with unit_of_work():
        make_user(email="bo@example.org")
    with unit_of_work(), pytest.raises(RuleBroken, match="just made an account") as told:
        make_user(email="BO@example.org")
    assert told.value.field == "email"
