"""A back-up put back elsewhere: all is there and goes on, or what is missing is said."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from registry.accounts.models import User
from registry.audit import queries as audit_queries
from registry.audit.models import Event
from registry.backups.commands import LACKS
from registry.database.session import WRITING, db
from registry.database.transactions import unit_of_work
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.records.models import Record
from registry.records.queries import records
from registry.sign_in.models import UserSession
from registry.verification.queries import verdicts as verification_verdicts
from tests.backups import damaging
from tests.backups.builders import sign_one_more
from tests.backups.running import runs
from tests.conftest import STOPPED_AT, make_session


@pytest.fixture
def restored(taken, elsewhere):
    """An installation elsewhere, restored from the back-up."""
    app = elsewhere()
    result = runs(app)("restore", taken)
    assert result.exit_code == 0, result.output
    return app


def instance_of(app: Flask) -> Path:
    """Its folder."""
    return Path(app.config["REGISTRY_INSTANCE"])


def test_it_ends_clean(taken, elsewhere):
    result = runs(elsewhere())("restore", taken)
    assert result.exit_code == 0, result.output
    assert "Restored, and nothing of the back-up is missing." in result.output
    assert "REGISTRY_SECRET_KEY, as it was" in result.output


def test_what_was_signed_before_is_genuine_there(restored, source):
    with restored.app_context():
        found = list(db.session.scalars(sa.select(Record).order_by(Record.id)))
        verdicts = [verification_verdicts.verify(records.content_of(one), now=STOPPED_AT) for one in found]
    assert len(found) >= 3
    assert all(verdict.is_genuine for verdict in verdicts)


def test_people_go_on_signing_there_and_their_records_are_made(restored, stopped_clock):
    with restored.app_context():
        record = sign_one_more()
        assert verification_verdicts.verify(records.content_of(record), now=STOPPED_AT).is_genuine
        assert not audit_queries.check()
    assert runs(restored)("audit-check", "--files").exit_code == 0


def test_the_trail_says_that_it_was_restored(restored):
    with restored.app_context():
        last = db.session.scalars(sa.select(Event).order_by(Event.id.desc()).limit(1)).one()
        assert (last.tag, last.chain) == ("backup:restored", "installation")


def test_sessions_that_were_open_then_are_over(source, run, tmp_path, elsewhere, session):
    make_session(db.session.scalars(sa.select(User)).first())
    run("backup", tmp_path / "taken")
    app = elsewhere()
    assert "1 sessions were ended" in runs(app)("restore", tmp_path / "taken").output
    with app.app_context():
        assert db.session.scalars(sa.select(UserSession.ended_at)).one()


@pytest.mark.parametrize(("option", "fate"), [((), Fate.PLANNED), (("--hold-messages",), Fate.FAILED)])
def test_messages_that_may_have_left_since_are_told_and_can_be_held(taken, elsewhere, option, fate):
    app = elsewhere()
    result = runs(app)("restore", taken, *option)
    assert " messages that " in result.output
    with app.app_context():
        query = sa.select(Message.fate).where(Message.template == "outbox.test")
        assert db.session.scalars(query).one() == fate


def test_messages_of_a_day_to_come_are_not_held(source, run, tmp_path, elsewhere, session):
    with unit_of_work():
        message = db.session.scalars(sa.select(Message).where(Message.template == "outbox.test")).one()
        message.due_at = message.due_at.replace(year=2030)
    run("backup", tmp_path / "taken")
    app = elsewhere()
    runs(app)("restore", tmp_path / "taken", "--hold-messages")
    with app.app_context():
        query = sa.select(Message.fate).where(Message.template == "outbox.test")
        assert db.session.scalars(query).one() == Fate.PLANNED


# -- refused -----------------------------------------------------------------------------------------


def test_a_folder_that_is_not_empty_is_left_alone(taken, elsewhere):
    app = elsewhere()
    (instance_of(app) / "files").mkdir()
    (instance_of(app) / "files" / "notes.txt").write_text("Ask Robin.")
    result = runs(app)("restore", taken)
    assert (result.exit_code, "is not empty: it holds files" in result.output) == (1, True)
    assert (instance_of(app) / "files" / "notes.txt").read_text() == "Ask Robin."


def test_a_database_that_is_not_empty_is_left_alone(taken, elsewhere, database):
    app = elsewhere()
    with app.app_context(), db.engines[WRITING].begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (text VARCHAR(9))")
    result = runs(app)("restore", taken)
    assert (result.exit_code, "is not empty: it h" in result.output) == (1, True)
    assert not (instance_of(app) / "keys").exists()


def test_what_is_restored_already_is_not_restored_over(restored, taken):
    assert runs(restored)("restore", taken).exit_code == 1


def test_a_back_up_of_a_newer_version_is_refused(change, elsewhere, taken):
    folder = damaging.copy_of(taken, "newer")
    damaging.say_otherwise(folder, facts={"revision": "9999"})
    result = runs(elsewhere())("restore", folder)
    assert (result.exit_code, "of a newer version of the registry" in result.output) == (1, True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_back_up_of_the_other_database_is_refused(elsewhere, taken):
    damaging.say_otherwise(taken, database="postgresql")
    result = runs(elsewhere())("restore", taken)
    assert "The back-up is of postgresql, and DATABASE_URL names sqlite." in result.output


def test_what_cannot_be_ended_leaves_the_place_empty(taken, elsewhere, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("registry.backups.services.restores._restore_database", full)
    app = elsewhere()
    assert "Nothing was restored: " in runs(app)("restore", taken).output
    assert not [path for path in instance_of(app).rglob("*") if path.is_file()]
    monkeypatch.undo()


# -- what is missing ---------------------------------------------------------------------------------


def test_a_damaged_one_is_not_restored_unasked(taken, elsewhere):
    damaging.lose_a_file(taken)
    app = elsewhere()
    result = runs(app)("restore", taken)
    assert result.exit_code == 1
    assert "missing file: files/" in result.output
    assert "Nothing was restored." in result.output
    assert not (instance_of(app) / "keys").exists()


@pytest.mark.parametrize("damage", [damaging.lose_a_file, damaging.bend_a_byte, damaging.lose_a_key])
def test_what_there_is_of_it_is_restored_when_asked_for_and_the_rest_is_named(taken, elsewhere, damage):
    damage(taken)
    result = runs(elsewhere())("restore", "--despite-damage", taken)
    assert result.exit_code == LACKS
    assert "Restored, but for what is named above." in result.output


def test_events_that_are_missing_are_named_when_restored(change, elsewhere):
    folder = change(*damaging.without_newest("team:1", 2))
    result = runs(elsewhere())("restore", "--despite-damage", folder)
    assert result.exit_code == LACKS
    assert "all after the last sealed checkpoint" in result.output


def test_without_the_secret_it_is_restored_and_the_secret_is_named(taken, elsewhere):
    result = runs(elsewhere(REGISTRY_SECRET_KEY="s" * 40))("restore", taken)
    assert result.exit_code == LACKS
    assert "bring REGISTRY_SECRET_KEY, as it was" in result.output


def test_a_database_that_cannot_be_read_is_never_restored(taken, elsewhere):
    damaging.cut_the_database_short(taken)
    app = elsewhere()
    result = runs(app)("restore", "--despite-damage", taken)
    assert (result.exit_code, "Nothing was restored" in result.output) == (1, True)
    assert not (instance_of(app) / "keys").exists()
