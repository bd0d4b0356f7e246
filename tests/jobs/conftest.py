"""Tasks to test with: one that fails, and one that is done."""

import pytest

from registry.jobs.schedule import TASKS, Task


@pytest.fixture
def broken(monkeypatch):
    """A task that always fails."""

    def fail():
        raise OSError("no space left")

    monkeypatch.setitem(TASKS, "test.fail", Task("test.fail", fail, every=60))


@pytest.fixture
def done(monkeypatch):
    """What the tests' own task has done."""
    done = []
    monkeypatch.setitem(TASKS, "test.count", Task("test.count", lambda: done.append("counted"), every=60))
    return done
