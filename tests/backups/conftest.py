"""An installation with something of every kind, its back-up, and an empty place elsewhere."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from registry.database.transactions import on_commit_wake
from tests import databases, postgres
from tests.backups import damaging
from tests.backups.builders import fill
from tests.backups.running import Run, runs
from tests.conftest import STOPPED_AT, StoppedClock
from tests.databases import Installation

Elsewhere = Callable[..., Flask]


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of the PostgreSQL that the tests start stand where the product looks for them."""
    monkeypatch.setenv("PATH", postgres.programs())


@pytest.fixture
def source(installation: Installation, session: object, stopped_clock: StoppedClock) -> Installation:
    """The installation that is backed up, on the second of its days."""

    def make() -> None:
        with installation.app.app_context():
            fill(until=lambda: stopped_clock.pass_by(days=1))

    installation.bring("backed up", make)
    stopped_clock.move_to(STOPPED_AT + dt.timedelta(days=1, hours=1))
    return installation


@pytest.fixture
def run(source: Installation) -> Run:
    """Runs commands of the installation that is backed up."""
    return runs(source.app)


@pytest.fixture
def taken(source: Installation, run: Run, tmp_path: Path) -> Path:
    """A back-up that was taken."""
    folder = tmp_path / "taken"
    result = run("backup", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def elsewhere(
    database: str, tmp_path: Path, request: pytest.FixtureRequest, worker_id: str
) -> Iterator[Elsewhere]:
    """Makes applications on an empty folder and an empty database of the same kind."""
    with ExitStack() as at_end:

        def make(**environ: str) -> Flask:
            name = f"elsewhere_{worker_id}_{secrets.token_hex(4)}"
            folder = tmp_path / name
            if database == "sqlite":
                url = f"sqlite:///{folder / 'registry.db'}"
            else:
                server = request.getfixturevalue("postgres_server")
                url = postgres.make_database(server, name)
                at_end.callback(postgres.drop_database, server, name)
            app = databases.make_app(databases.settings_for(url, folder, **environ))
            at_end.callback(databases.disconnect, app)
            with app.app_context():
                on_commit_wake(lambda _task: None)
            return app

        yield make


@pytest.fixture
def change(taken: Path, database: str, request: pytest.FixtureRequest) -> Callable[..., Path]:
    """Gives another copy of the back-up in whose database something is otherwise, as if taken so."""

    def do(*statements: str) -> Path:
        folder = damaging.copy_of(taken)
        path = damaging.database(folder)
        if database == "sqlite":
            damaging.change_sqlite(path, statements)
        else:
            damaging.change_dump(path, statements, request.getfixturevalue("postgres_server"))
        damaging.as_if_taken_so(folder)
        return folder

    return do
