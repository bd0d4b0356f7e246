"""Work that is owed: taken by one worker at a time, at rest after a failure, found when a worker dies."""

import datetime as dt
import threading

import pytest

from registry.database import leases
from registry.database.leases import LEASE, MOST_LETTERS
from registry.database.transactions import unit_of_work
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind
from registry.records.services import orders
from tests.factories import NOW, make_team

MINUTE = dt.timedelta(minutes=1)
WAITS = (MINUTE, 5 * MINUTE)


@pytest.fixture
def owed(session):
    """Two pieces of work that are owed, the older first."""
    with unit_of_work():
        team = make_team()
        return [
            orders.order_record(
                RecordKind.DECISION, subject=("decision", number), team_id=team.id, language="en", now=NOW
            )
            for number in (1, 2)
        ]


def claim(now=NOW, *where, **said):
    with unit_of_work():
        return leases.claim(RecordOrder, now, *where, **said)


def fail(work, problem="KeyError"):
    with unit_of_work():
        leases.note_failure(work, problem, now=NOW, waits=WAITS)


def test_the_oldest_is_taken_first_and_each_once(owed):
    assert [claim(), claim(), claim()] == [owed[0].id, owed[1].id, None]


def test_only_what_is_meant_is_taken(owed):
    assert claim(NOW, RecordOrder.subject == "decision:2") == owed[1].id


def test_another_order_may_be_asked_for(owed):
    assert claim(first=[RecordOrder.subject.desc()]) == owed[1].id


def test_what_a_worker_died_over_is_taken_once_its_lease_has_ended(owed):
    assert [claim(), claim()] == [owed[0].id, owed[1].id]
    assert claim(NOW + LEASE) is None
    assert claim(NOW + LEASE + MINUTE) == owed[0].id


def test_what_is_given_back_is_taken_at_once(owed):
    first = claim()
    with unit_of_work():
        leases.release(RecordOrder, RecordOrder.id.in_([first]))
    assert claim() == first


def test_what_failed_rests_longer_each_time_until_the_longest_wait(owed):
    ends = []
    for _time in range(3):
        fail(owed[0])
        ends.append(owed[0].leased_until - NOW)
    assert (ends, owed[0].attempts) == ([MINUTE, 5 * MINUTE, 5 * MINUTE], 3)
    assert claim() == owed[1].id


def test_what_went_wrong_is_kept_and_cut_where_it_is_long(owed):
    fail(owed[0], "x" * (MOST_LETTERS + 1))
    assert owed[0].problem == "x" * MOST_LETTERS


def test_what_is_done_has_no_problem_and_is_held_by_nobody(owed):
    fail(owed[0])
    with unit_of_work():
        leases.note_done(owed[0])
    assert (owed[0].problem, owed[0].leased_until, owed[0].attempts) == ("", None, 1)


def test_two_workers_at_the_same_moment_take_different_work(app, owed):
    together, taken = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            together.wait()
            taken.append(claim())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(one.id for one in owed)
