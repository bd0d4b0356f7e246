"""Lanes: what hangs in one keeps nothing waiting in another, and a worker that stops lets things end."""

import logging
import threading

import pytest

import registry.outbox.tasks  # noqa: F401  # the task of mail is there once it is imported
from registry.jobs.lanes import Lanes
from registry.jobs.schedule import STOPPING, TASKS, Lane, Task
from registry.outbox.services import messages

#: Seconds for what should take none.
SOON = 10


@pytest.fixture
def lanes():
    """Starts lanes, and stops them at the end."""
    made = []

    def start(**tasks):
        made.append(Lanes(lambda name: tasks[name]()))
        return made[-1]

    yield start
    for one in made:
        one.stop(SOON)
    STOPPING.clear()


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """Two tasks of work and one of mail."""
    for name, lane in {"work": Lane.WORK, "more": Lane.WORK, "mail": Lane.MAIL}.items():
        monkeypatch.setitem(TASKS, name, Task(name, lambda: None, 60, lane))


def test_only_what_speaks_with_the_mail_server_is_in_the_lane_of_mail():
    assert [name for name, task in TASKS.items() if task.lane is Lane.MAIL] == [messages.SEND, "mail"]


def test_what_hangs_in_one_lane_keeps_the_other_going(lanes):
    hangs, done = threading.Event(), threading.Event()
    both = lanes(mail=hangs.wait, work=done.set)
    both.ask("mail")
    both.ask("work")
    assert done.wait(SOON)
    hangs.set()


def test_in_one_lane_one_thing_follows_the_other(lanes):
    first, done = threading.Event(), []
    both = lanes(work=lambda: first.wait(SOON), more=lambda: done.append(first.is_set()))
    both.ask("work")
    both.ask("more")
    first.set()
    both.stop(SOON)
    assert done in ([], [True])


def test_what_is_asked_for_many_times_while_it_waits_runs_once(lanes):
    hold, begun, runs = threading.Event(), threading.Event(), []
    ended = threading.Event()
    both = lanes(work=lambda: (begun.set(), hold.wait(SOON)), more=lambda: (runs.append("more"), ended.set()))
    both.ask("work")
    assert begun.wait(SOON)
    for _ in range(50):
        both.ask("more")
    hold.set()
    assert ended.wait(SOON)
    both.stop(SOON)
    assert runs == ["more"]


def test_what_is_asked_for_while_it_runs_runs_once_more(lanes):
    begun, hold, runs = threading.Event(), threading.Event(), []
    again = threading.Event()

    def work():
        runs.append("work")
        begun.set()
        hold.wait(SOON)
        if len(runs) == 2:
            again.set()

    both = lanes(work=work)
    both.ask("work")
    assert begun.wait(SOON)
    both.ask("work")
    hold.set()
    assert again.wait(SOON)


def test_a_failing_task_does_not_end_its_lane(lanes, caplog):
    done = threading.Event()
    both = lanes(work=lambda: 1 / 0, more=done.set)
    with caplog.at_level(logging.ERROR, "registry"):
        both.ask("work")
        both.ask("more")
        assert done.wait(SOON)
    assert "task work failed" in caplog.text


def test_a_worker_that_stops_waits_for_what_runs_and_begins_nothing_more(lanes):
    begun, done = threading.Event(), []

    def work():
        begun.set()
        STOPPING.wait(SOON)
        done.append("work")

    both = lanes(work=work, more=lambda: done.append("more"))
    both.ask("work")
    assert begun.wait(SOON)
    both.ask("more")
    both.stop(SOON)
    assert done == ["work"]


def test_a_worker_that_stops_does_not_wait_for_ever(lanes):
    begun, hold = threading.Event(), threading.Event()
    both = lanes(mail=lambda: (begun.set(), hold.wait(SOON)))
    both.ask("mail")
    assert begun.wait(SOON)
    both.stop(patience=0.05)
    hold.set()
