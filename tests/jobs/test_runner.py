"""Tasks run by their names, and what happens when one fails."""

import logging

import pytest

from registry.jobs import runner


def test_a_task_is_run_by_its_name(session, done):
    runner.run("test.count")
    assert done == ["counted"]


def test_a_task_that_nobody_knows_is_an_error(session):
    with pytest.raises(KeyError):
        runner.run("test.unknown")


def test_a_failing_task_is_told_to_who_ran_it(session, broken):
    with pytest.raises(OSError, match="no space left"):
        runner.run("test.fail")


def test_of_all_tasks_a_failing_one_keeps_no_other_from_running(session, broken, done, caplog):
    with caplog.at_level(logging.ERROR, "registry"):
        runner.run_all()
    assert done == ["counted"]
    assert "task test.fail failed" in caplog.text
