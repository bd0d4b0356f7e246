"""One change, whole or not at all; reading cannot write; writers of a team wait for each other."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from registry.database.session import db
from registry.database.transactions import rehearsal, unit_of_work
from registry.teams.models import Team
from registry.teams.queries import teams
from tests.factories import make_team, make_user

NOON = dt.datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001  # it lacks its zone, as it should not


def test_a_change_is_kept_whole(session):
    with unit_of_work():
        make_team(slug="east")
    assert teams.find_team("east")


def make_team_and_fail():
    """A change that does not come to its end."""
    with unit_of_work():
        make_team(slug="east")
        raise ZeroDivisionError


def test_a_change_that_fails_leaves_nothing(session):
    with pytest.raises(ZeroDivisionError):
        make_team_and_fail()
    assert teams.find_team("east") is None


def test_a_rehearsal_sees_what_the_change_would_do_and_keeps_nothing(session):
    with rehearsal():
        make_team(slug="east")
        assert teams.find_team("east")
    assert teams.find_team("east") is None
    with unit_of_work():
        make_team(slug="east")
    assert teams.find_team("east")


def test_a_unit_of_work_does_not_nest(session):
    with unit_of_work(), pytest.raises(RuntimeError, match="does not nest"), unit_of_work():
        pass


def test_after_a_failure_the_next_change_is_kept(session):
    with pytest.raises(ZeroDivisionError):
        make_team_and_fail()
    with unit_of_work():
        make_team(slug="east")
    assert teams.find_team("east")


def test_outside_a_unit_of_work_nothing_can_be_written(session):
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        db.session.execute(sa.text("UPDATE team SET slug = 'west'"))


def test_what_was_read_before_is_read_again_under_the_lock(app, session):
    with unit_of_work():
        team = make_team(slug="east")
    assert team.name_en == "East Team"
    elsewhere(app, rename)
    with unit_of_work(team.id):
        assert team.name_en == "Renamed"


def test_two_writers_of_a_team_come_one_after_the_other(app, session):
    with unit_of_work():
        team = make_team(slug="east")
    begun, done = threading.Event(), []
    with unit_of_work(team.id):
        waiting = threading.Thread(target=write_in_turn, args=(app, team.id, begun, done))
        waiting.start()
        begun.wait()
        waiting.join(timeout=0.3)
        assert done == []
    waiting.join()
    assert done == ["written"]


def test_a_moment_without_its_zone_is_refused(session):
    with unit_of_work():
        ann = make_user()
    with pytest.raises(sa.exc.StatementError, match="a moment needs its time zone"), unit_of_work():
        ann.created_at = NOON


def rename():
    """Give the team another name."""
    with unit_of_work():
        db.session.execute(sa.update(Team).values(name_en="Renamed"))


def write_in_turn(app, team_id, begun, done):
    """Write as soon as nobody else does."""
    with app.app_context():
        begun.set()
        with unit_of_work(team_id):
            done.append("written")


def elsewhere(app, do):
    """Do something as another request would, and wait for it."""

    def run():
        with app.app_context():
            do()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
