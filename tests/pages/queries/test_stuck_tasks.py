"""At what tasks fail: told to the administrator and to the coordinators."""

import re
from importlib import import_module
from inspect import getsource

import pytest

from registry.database.transactions import unit_of_work
from registry.jobs import troubles
from registry.jobs.schedule import ANYTHING, TASKS
from registry.jobs.troubles import Due
from registry.pages.queries import attention, stuck_tasks
from tests.commitments.builders import add_partner, ask_one, publish_policy
from tests.conftest import STOPPED_AT
from tests.factories import make_team

HOME = "/teams/east/"

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def team(session):
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def version(team):
    return publish_policy(team)


@pytest.fixture
def partner(team):
    return add_partner(team)


def fail(task, subject, team):
    """Let a task fail at a row of a team."""

    def act(row):
        raise OverflowError("date value out of range")

    troubles.each(task, [Due(int(subject.partition(":")[2]), subject, team.id)], act)


def test_the_check_tells_at_what_a_task_fails_and_what_to_do(team, version, partner):
    request = ask_one(version, partner)
    fail("commitments.remind", f"signing_request:{request.id}", team)
    (line,) = stuck_tasks.lines()
    assert line.startswith(
        "Team east: Reminders of a request to sign cannot be sent "
        f"(signing_request:{request.id}, since 24 November 2026, once: OverflowError)."
    )
    assert "correct them" in line
    assert line in attention.needs(STOPPED_AT)


def test_the_check_tells_of_a_task_that_fails_as_a_whole(session):
    troubles.note("trail.seal_checkpoints", troubles.WHOLE, OSError(28, "No space left"), now=STOPPED_AT)
    (line,) = stuck_tasks.lines()
    assert line.startswith("Task trail.seal_checkpoints fails as a whole since 24 November 2026, once: ")


def test_many_troubles_are_counted(team):
    for number in range(1, stuck_tasks.MOST_LINES + 4):
        troubles.note("commitments.remind", Due(number, f"x:{number}", team.id), ValueError(), now=STOPPED_AT)
    assert list(stuck_tasks.lines())[-1] == "3 more rows at which tasks fail are not listed here."


def test_every_task_that_goes_row_by_row_says_what_is_not_done(app):
    row_by_row = [
        getattr(import_module(task.run.__module__), name)
        for task in TASKS.values()
        for name in re.findall(r"troubles\.each\((\w+),", getsource(import_module(task.run.__module__)))
    ]
    assert len(set(row_by_row)) >= 4
    assert {task.name for task in TASKS.values() if task.not_done != ANYTHING} == set(row_by_row)


def test_a_coordinators_home_tells_at_what_a_task_fails(home, team, version, partner):
    request = ask_one(version, partner)
    fail("commitments.remind", f"signing_request:{request.id}", team)
    page = home()
    assert "Reminders of a request to sign cannot be sent · Maple Clinic" in page
    assert "Correct its days, or tell whoever runs the registry: OverflowError" in page
    assert f'href="/teams/east/requests/{request.id}"' in page


def test_a_coordinators_home_is_silent_on_another_teams_trouble(home, team):
    with unit_of_work():
        other = make_team(slug="west")
    fail("commitments.remind", "signing_request:1", other)
    assert "cannot be sent" not in home()
