"""The queue that wakes the worker."""

import pytest

from registry.database.transactions import on_commit_wake, unit_of_work
from registry.jobs import queue
from registry.jobs.schedule import Task
from registry.outbox.services import messages
from tests.conftest import STOPPED_AT
from tests.factories import make_team


@pytest.fixture
def waiting(app, monkeypatch):
    """The queue of this installation, the same for who wakes and for the worker."""
    made = queue.make_queue(app)
    monkeypatch.setattr(queue, "make_queue", lambda app: made)
    yield made
    made.storage.flush_all()
    made.storage.close()


@pytest.fixture
def wake(app, waiting):
    """Wakes the worker for a task."""
    return queue.waker(app)


@pytest.fixture
def work_next(waiting):
    """Does the next thing in the queue, as the worker would."""
    return lambda: waiting.execute(waiting.dequeue())


def test_a_woken_worker_does_the_task_once(done, wake, waiting, work_next):
    wake("test.count")
    work_next()
    assert done == ["counted"]
    assert waiting.pending_count() == 0


def test_who_wakes_does_not_do_the_work(done, wake, waiting):
    wake("test.count")
    assert done == []
    assert waiting.pending_count() == 1


def test_a_failing_task_does_not_stop_the_worker(done, broken, wake, work_next):
    wake("test.fail")
    wake("test.count")
    work_next()
    work_next()
    assert done == ["counted"]


def test_a_change_wakes_the_worker_only_once_it_is_kept(session, woken):
    with unit_of_work(wake=(messages.SEND,)):
        make_team()
        assert woken == []
    assert woken == [messages.SEND]


def test_a_change_that_failed_wakes_nobody(session, woken):
    with pytest.raises(ZeroDivisionError), unit_of_work(wake=(messages.SEND,)):
        raise ZeroDivisionError
    assert woken == []


def test_a_change_is_kept_when_the_worker_cannot_be_woken(session, caplog):
    def deaf(name):
        raise OSError("the queue is gone")

    on_commit_wake(deaf)
    with unit_of_work(wake=(messages.SEND,)):
        team = make_team(slug="east")
    assert team.slug == "east"
    assert "could not wake the worker for outbox.send" in caplog.text


@pytest.mark.parametrize(("minute", "due"), [(0, True), (1, False), (5, True), (59, False)])
def test_a_sweep_comes_round_by_the_clock(minute, due):
    sweep = queue._due(Task("test.count", lambda: None, every=300))
    assert sweep(STOPPED_AT.replace(hour=0, minute=minute)) is due
