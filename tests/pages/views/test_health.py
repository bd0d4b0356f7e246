"""Whether the registry lives and can serve."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.database.session import db

pytestmark = pytest.mark.both_databases


def test_a_process_that_answers_is_alive(client, session):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"alive": True})


def test_a_registry_with_database_and_folder_is_ready(client, session):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"database": True, "folder": True})


def test_a_database_of_another_version_is_not_ready(client, session, monkeypatch):
    monkeypatch.setattr("registry.database.migrations.newest_revision", lambda: "9999")
    assert client.get("/readyz").status_code == 503


def test_a_database_that_does_not_answer_is_not_ready(app, client, session, monkeypatch):
    broken = sa.create_engine(
        "postgresql+psycopg://nobody@127.0.0.1:9/nothing", connect_args={"connect_timeout": 1}
    )
    monkeypatch.setitem(db.engines, None, broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (503, False)


def test_a_folder_that_is_gone_is_not_ready(app, client, session, tmp_path: Path):
    app.config["REGISTRY_INSTANCE"] = str(tmp_path / "gone")
    assert client.get("/readyz").json == {"database": True, "folder": False}


def test_nothing_is_left_behind(app, client, session):
    client.get("/readyz")
    assert not list(Path(app.config["REGISTRY_INSTANCE"]).glob(".probe-*"))
