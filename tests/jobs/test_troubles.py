"""One bad row stops no task for everybody: the others are done, and the row is seen until it is mended."""

import logging

import pytest
import sqlalchemy as sa

from registry.audit_log.models import Checkpoint
from registry.audit_log.tasks import SEAL
from registry.commitments.tasks import REMIND
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.jobs import runner, troubles
from registry.jobs.models import Trouble
from registry.jobs.schedule import TASKS, Task
from registry.jobs.troubles import Due
from registry.outbox.models import Message
from registry.teams.models import Team
from tests.conftest import STOPPED_AT
from tests.factories import make_team
from tests.whole_team import make_whole_team

TASK = "test.remind"
FIRST, SECOND, THIRD = (Due(number, f"decision:{number}", None) for number in (1, 2, 3))

pytestmark = pytest.mark.usefixtures("stopped_clock", "session")


def failing_at(*rows, error=None):
    """Something to do for a row, and the rows for which it was done; it fails at some."""
    done = []

    def act(row):
        if row in rows:
            raise error or OverflowError("date value out of range: Ann Roe")
        done.append(row)

    return act, done


def noted():
    """What is noted now, by what the task fails at."""
    db.session.rollback()
    return {one.subject: one for one in db.session.scalars(sa.select(Trouble).order_by(Trouble.id))}


def test_one_bad_row_keeps_no_other_from_its_turn():
    act, done = failing_at(SECOND)
    assert troubles.each(TASK, [FIRST, SECOND, THIRD], act) == [SECOND]
    assert done == [FIRST, THIRD]


def test_a_bad_row_is_noted_with_its_cause_and_how_often():
    act, _ = failing_at(SECOND)
    troubles.each(TASK, [FIRST, SECOND], act)
    troubles.each(TASK, [FIRST, SECOND], act)
    one = noted()[SECOND.subject]
    assert (one.task, one.times, one.first_at, one.last_at) == (TASK, 2, STOPPED_AT, STOPPED_AT)
    assert one.cause.startswith("OverflowError")


def test_what_a_bad_row_had_begun_to_write_is_taken_back():
    def act(row):
        with unit_of_work():
            make_team(slug=f"team-{row.id}")
            if row is SECOND:
                raise ValueError

    troubles.each(TASK, [FIRST, SECOND, THIRD], act)
    assert set(db.session.scalars(sa.select(Team.slug))) == {"team-1", "team-3"}


@pytest.mark.parametrize("rows", [[FIRST, SECOND], [FIRST]], ids=["done", "due no more"])
def test_a_row_that_is_done_or_due_no_more_is_noted_no_longer(rows):
    act, _ = failing_at(SECOND)
    troubles.each(TASK, [SECOND], act)
    troubles.each(TASK, rows, lambda row: None)
    assert not noted()


def test_another_tasks_trouble_stays():
    act, _ = failing_at(SECOND)
    troubles.each("test.other", [SECOND], act)
    troubles.each(TASK, [SECOND], lambda row: None)
    assert list(noted()) == [SECOND.subject]


def test_a_task_that_goes_well_writes_nothing(count_queries):
    with count_queries() as counted:
        troubles.each(TASK, [FIRST, SECOND], lambda row: None)
    assert len(counted.selects) == 1
    assert not [one for one in counted.statements if one.startswith(("INSERT", "DELETE", "UPDATE"))]


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (ValueError("Ann Roe, 12 Elm Street"), "ValueError"),
        (OSError(28, "No space left on device", "Ann Roe.pdf"), "OSError: No space left on device"),
        (
            RuleBroken("“%(name)s” has %(count)s seats.", name="Ann Roe", count=2),
            "RuleBroken: “[typed]” has 2 seats.",
        ),
    ],
)
def test_a_cause_is_told_without_what_people_typed(error, cause, caplog):
    act, _ = failing_at(FIRST, error=error)
    with caplog.at_level(logging.ERROR, "registry"):
        troubles.each(TASK, [FIRST], act)
    assert noted()[FIRST.subject].cause.startswith(cause)
    assert "Ann Roe" not in noted()[FIRST.subject].cause + caplog.text


def test_the_place_of_an_error_is_told():
    troubles.each(TASK, [FIRST], lambda row: runner.run("test.unknown"))
    assert noted()[FIRST.subject].cause.startswith("KeyError in jobs/runner.py, line ")


def test_a_task_that_fails_before_it_comes_to_any_row_is_noted_until_it_goes_through(monkeypatch):
    def fail():
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(TASKS, TASK, Task(TASK, fail, every=60))
    with pytest.raises(OSError, match="No space left"):
        runner.run(TASK)
    assert noted()[""].cause.startswith("OSError: No space left on device")
    monkeypatch.setitem(TASKS, TASK, Task(TASK, lambda: None, every=60))
    runner.run(TASK)
    assert not noted()


# -- the tasks that there are ------------------------------------------------------------------------


@pytest.fixture
def teams(stopped_clock):
    """The numbers of a team of which nothing can be computed, since its time zone is none, and of another."""
    bad, good = make_whole_team("bad"), make_whole_team("good")
    stopped_clock.pass_by(days=7)
    _set_zone(bad.id, "Moon/Sea")
    return bad.id, good.id


def _set_zone(team_id, zone):
    with unit_of_work():
        db.session.get_one(Team, team_id).timezone = zone


def test_a_bad_row_of_one_team_keeps_no_reminder_of_another_from_leaving(teams):
    bad, good = teams
    runner.run(REMIND)
    reminded = sa.select(Message.team_id).where(Message.template == "commitments.reminder")
    assert set(db.session.scalars(reminded)) == {good}
    assert {one.team_id for one in noted().values()} == {bad}


def test_a_bad_row_of_one_team_keeps_no_trail_of_another_from_its_checkpoint(teams):
    bad, good = teams
    runner.run(SEAL)
    assert set(db.session.scalars(sa.select(Checkpoint.team_id))) == {None, good}
    assert list(noted()) == [f"trail:{bad}"]


@pytest.mark.needs("conflicts")
def test_every_task_goes_through_with_a_bad_row_there(teams, work):
    bad, _ = teams
    work()
    found = noted().values()
    assert {one.team_id for one in found} == {bad}
    assert {one.task for one in found} >= {REMIND, SEAL, "conflicts.remind"}


def test_what_was_noted_is_gone_once_the_row_is_mended(teams, work):
    bad, _ = teams
    work()
    _set_zone(bad, "America/Toronto")
    work()
    assert not noted()
