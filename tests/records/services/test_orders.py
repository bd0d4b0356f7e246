"""Records that are owed: ordered with the act they prove, tried until they are made."""

import datetime as dt

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.records.rules import RecordKind, read_code
from registry.records.services import orders
from registry.records.services.orders import RETRY_AFTER
from tests.factories import NOW, make_team

MOMENT = dt.timedelta(seconds=1)


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team()


def order(team, number=1, **said):
    with unit_of_work():
        return orders.order_record(
            RecordKind.DECISION,
            subject=("decision", number),
            team_id=team.id,
            language="fr",
            now=NOW,
            **said,
        )


def claim(now=NOW):
    with unit_of_work():
        return orders.claim(now)


def fail(owed, error=None):
    with unit_of_work():
        orders.note_problem(owed, error or OSError("no space left for Zebrafinch"), now=NOW)


def test_an_order_has_a_code_at_once_by_which_it_is_known_to_be_owed(team):
    made = order(team)
    assert read_code(made.code) == made.code
    assert records.is_owed(made.code)
    assert (made.kind, made.about, made.language, made.ordered_at) == (
        RecordKind.DECISION,
        ("decision", 1),
        "fr",
        NOW,
    )
    assert (made.confidential, made.attempts, made.problem, made.record_id) == (False, 0, "", None)


def test_a_code_that_was_given_out_before_is_kept(team):
    assert order(team, code="7777-7777-7777-7777", confidential=True).code == "7777-7777-7777-7777"
    assert db.session.query(RecordOrder).one().confidential


def test_what_was_ordered_first_is_made_first_and_by_one_worker(team):
    first, second = order(team, 1), order(team, 2)
    assert [claim(), claim(), claim()] == [first.id, second.id, None]


def test_what_failed_is_tried_again_after_each_wait_and_the_last_one_repeats(team):
    owed, waits = order(team), []
    for _time in range(len(RETRY_AFTER) + 1):
        fail(owed)
        waits.append(owed.leased_until - NOW)
    assert waits == [*RETRY_AFTER, RETRY_AFTER[-1]]
    assert claim(NOW + RETRY_AFTER[-1]) is None
    assert claim(NOW + RETRY_AFTER[-1] + MOMENT) == owed.id


def test_what_is_kept_of_a_failure_is_its_kind_and_no_word(team):
    owed = order(team)
    fail(owed)
    assert owed.problem.startswith("OSError")
    assert "Zebrafinch" not in owed.problem


def test_the_failed_ones_of_a_team_are_tried_at_once_and_no_others(team):
    with unit_of_work():
        other = make_team()
    failed, held, elsewhere = order(team, 1), order(team, 2), order(other, 3)
    fail(failed)
    fail(elsewhere)
    assert claim() == held.id
    with unit_of_work():
        orders.try_again_now(team.id)
    assert [claim(), claim()] == [failed.id, None]


def test_what_nobody_has_tried_yet_is_counted(team):
    first, _second = order(team, 1), order(team, 2)
    assert orders.count_untried(NOW) == 2
    fail(first)
    assert orders.count_untried(NOW + RETRY_AFTER[-1] + MOMENT) == 1
    claim()
    assert orders.count_untried(NOW) == 0
