"""A record is owed from the act that it proves on: its code is known at once, and a failed one rests."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.records.rules import RecordKind, read_code
from registry.records.services import orders
from registry.records.services.orders import RETRY_AFTER
from tests.factories import NOW, make_team
from tests.records import builders

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def team(session):
    with unit_of_work():
        return make_team()


@pytest.fixture
def order(team):
    """Owes a record of a decision of a number."""

    def owe(number=1, team_id=team.id, **said):
        with unit_of_work():
            return orders.order_record(
                RecordKind.DECISION,
                subject=("decision", number),
                team_id=team_id,
                language="en",
                now=NOW,
                **said,
            )

    return owe


def claim(now=NOW):
    with unit_of_work():
        return orders.claim(now)


def fail(owed, error=None):
    with unit_of_work():
        orders.note_problem(owed, error or OSError("no space left"), now=NOW)


def test_an_order_has_a_code_of_its_own_and_says_what_it_is_about(order):
    first, second = order(1), order(2)
    assert read_code(first.code) == first.code != second.code
    assert (first.about, first.record_id, first.confidential) == (("decision", 1), None, False)


def test_a_code_that_was_given_out_before_stays(order):
    assert order(code=builders.CODE).code == builders.CODE


def order_and_fail(team):
    with unit_of_work():
        orders.order_record(
            RecordKind.DECISION, subject=("decision", 1), team_id=team.id, language="en", now=NOW
        )
        raise KeyError("what came after")


def test_an_order_falls_with_the_act_that_it_would_prove(team):
    with pytest.raises(KeyError, match="came after"):
        order_and_fail(team)
    assert orders.count_untried(NOW) == 0


def test_what_is_owed_is_claimed_once_and_what_is_made_never(order, team):
    owed, made = order(1), order(2)
    with unit_of_work():
        made.record = builders.keep(b"%PDF", team, facts={}, code=made.code)
    assert [claim(), claim()] == [owed.id, None]


def test_what_failed_rests_and_its_cause_is_kept(order):
    owed = order()
    fail(owed)
    assert owed.problem.startswith("OSError")
    assert claim(NOW) is None
    assert claim(NOW + RETRY_AFTER[0] + dt.timedelta(seconds=1)) == owed.id


def test_only_what_nobody_has_tried_is_counted(order):
    failed = order(1)
    order(2)
    fail(failed)
    assert orders.count_untried(NOW) == 1
    claim()
    assert orders.count_untried(NOW) == 0


def test_the_failed_ones_of_a_team_are_tried_at_once_where_it_asks_for_it(order, team):
    with unit_of_work():
        other = make_team()
    ours, theirs = order(1), order(2, team_id=other.id)
    fail(ours)
    fail(theirs)
    with unit_of_work():
        orders.try_again_now(team.id)
    assert [claim(), claim()] == [ours.id, None]


def test_what_a_worker_is_making_is_not_taken_from_it(order, team):
    order()
    claim()
    with unit_of_work():
        orders.try_again_now(team.id)
    assert claim() is None
