"""The migrated databases that tests run on: one of each kind a test process, emptied for each test."""

import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import flask_migrate
import sqlalchemy as sa
from flask import Flask, has_app_context
from jinja2 import FileSystemBytecodeCache

import config
from registry.app import create_app
from registry.database.session import ENGINE_OPTIONS, WRITING, db
from registry.unchanged.figures import FIGURES
from tests import postgres

#: What of an instance folder stays from test to test: making keys takes time, and they say nothing.
KEPT = ("keys", "registry.db", "template.db")

#: Where an installation stands that is empty.
NOTHING = ""

#: Templates as Python has compiled them, for all applications of all test processes on this machine;
#: a template that was changed is compiled anew.
COMPILED = FileSystemBytecodeCache()

#: A test process meets the statements of all features, by turns: each stays compiled once it has been.
ENGINE_OPTIONS["query_cache_size"] = 5_000


def settings_for(url: str, instance: Path, **environ: str) -> config.Settings:
    """Settings of a test installation; `environ` adds to them or replaces them."""
    return config.load(environ_for(url, instance) | environ)


def environ_for(url: str, instance: Path) -> dict[str, str]:
    """The settings of a test installation, as a process of its own is told them."""
    return {
        "REGISTRY_MODE": "development",
        "REGISTRY_INSTANCE": str(instance),
        "REGISTRY_SECRET_KEY": "a secret that only the tests know",
        "REGISTRY_PUBLIC_ADDRESS": "http://localhost",
        "DATABASE_URL": url,
        # tests move the clock by days; those about the end of sessions say so themselves
        "REGISTRY_SESSION_IDLE_MINUTES": str(10 * 365 * 24 * 60),
        "REGISTRY_SESSION_HOURS": str(10 * 365 * 24),
    }


def make_app(settings: config.Settings, **overrides: Any) -> Flask:
    """An application for tests; forms need no CSRF token unless `WTF_CSRF_ENABLED=True` is given."""
    testing = {"TESTING": True, "WTF_CSRF_ENABLED": False, "TEMPLATES_AUTO_RELOAD": False}
    app = create_app(settings.as_flask() | testing | overrides)
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                sa.event.listen(engine, "connect", _trust_the_power)
    return app


def _trust_the_power(connection: sqlite3.Connection, _: object) -> None:
    """Do not wait for the disk: what tests write need not survive the end of the machine."""
    connection.execute("PRAGMA synchronous=OFF")


def disconnect(app: Flask) -> None:
    """Close an application's connections to its database."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


class Installation:
    """An application with its database and folder, made once and made new for each test.

    What many tests begin with is kept: rows and files under a name. When the installation is to stand at
    it again, they are brought no sooner than somebody looks, so of a row of beginnings only the last is.
    """

    def __init__(self, url: str, instance: Path) -> None:
        self.settings = settings_for(url, instance)
        self.app = make_app(self.settings)
        self._config = dict(self.app.config)
        self._kept: dict[str, Path] = {}
        self._awaited: Path | None = None
        #: What was kept and is as it was: nothing after `renew`; None once somebody has written.
        self.standing: str | None = None
        with self.app.app_context():
            flask_migrate.upgrade()
            for key, engine in db.engines.items():
                sa.event.listen(engine, self.LOOKING, partial(self._look, writing=key == WRITING))

    #: The event of an engine at which somebody begins to look at the database.
    LOOKING: ClassVar[str]

    def renew(self) -> None:
        """Forget what the last test left: rows, files, settings, and what was counted of the rows."""
        self.app.config.clear()
        self.app.config.update(self._config)
        FIGURES.clear()
        self._remove_files()
        self._empty_database()
        self._awaited, self.standing = None, NOTHING

    def bring(self, name: str, make: Callable[[], None]) -> None:
        """Rows and files as `make` leaves them: it is called the first time, and copied from then on."""
        if self.has_kept(name):
            self.stand_at(name)
        else:
            make()
            self.keep(name)
        self.settle()

    def has_kept(self, name: str) -> bool:
        """Whether rows and files are kept under a name."""
        return name in self._kept

    def keep(self, name: str) -> None:
        """Keep rows and files as they are now."""
        _read_no_more()
        kept = self.settings.instance.with_name(f"{self.settings.instance.name} kept {len(self._kept)}")
        self._keep_rows(kept)
        shutil.copytree(self.settings.instance, kept, ignore=shutil.ignore_patterns(*KEPT))
        self._kept[name], self.standing = kept, name

    def stand_at(self, name: str) -> None:
        """Have rows and files as they were kept, for the next who looks."""
        FIGURES.clear()
        _read_no_more()
        self._make_room()
        self._awaited, self.standing = self._kept[name], name

    def settle(self) -> None:
        """Bring the rows and files that are awaited, for who looks without asking the application."""
        kept, self._awaited = self._awaited, None
        if kept is not None:
            self._bring_rows(kept)
            shutil.copytree(kept, self.settings.instance, dirs_exist_ok=True)

    def _look(self, *event: object, writing: bool) -> None:
        self.settle()
        if writing:
            self.standing = None

    def leave(self) -> None:
        """Be done with a test."""
        self.disconnect()

    def disconnect(self) -> None:
        """Close every connection to the database."""
        disconnect(self.app)

    def remove(self) -> None:
        """Leave nothing behind where that matters."""
        self.disconnect()

    def _remove_files(self) -> None:
        for path in self.settings.instance.iterdir():
            if path.is_dir() and path.name not in KEPT:
                shutil.rmtree(path)
            elif path.name not in KEPT:
                path.unlink()

    def _empty_database(self) -> None:
        raise NotImplementedError

    def _keep_rows(self, kept: Path) -> None:
        raise NotImplementedError

    def _make_room(self) -> None:
        raise NotImplementedError

    def _bring_rows(self, kept: Path) -> None:
        raise NotImplementedError


def _read_no_more() -> None:
    """Let the test's own reading hold nothing in the database."""
    if has_app_context():
        db.session.rollback()


class OnSqlite(Installation):
    """A file, overwritten with a migrated one."""

    LOOKING = "do_connect"

    def __init__(self, instance: Path) -> None:
        self._file, self._template = instance / "registry.db", instance / "template.db"
        super().__init__(f"sqlite:///{self._file}", instance)
        self.disconnect()
        with sqlite3.connect(self._file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(self._file, self._template)

    def _empty_database(self) -> None:
        self.disconnect()
        shutil.copyfile(self._template, self._file)

    def _keep_rows(self, kept: Path) -> None:
        self.disconnect()
        shutil.copyfile(self._file, kept.with_suffix(".db"))

    def _make_room(self) -> None:
        self.disconnect()

    def _bring_rows(self, kept: Path) -> None:
        shutil.copyfile(kept.with_suffix(".db"), self._file)


class OnPostgres(Installation):
    """A database, emptied; or made again from a migrated one when that is not enough."""

    LOOKING = "checkout"

    def __init__(self, instance: Path, server: str, name: str) -> None:
        self._server, self._name = server, name
        #: Few rows are kept as statements, many as a database.
        self._few: dict[Path, str] = {}
        self._many: dict[Path, str] = {}
        super().__init__(postgres.make_database(server, name), instance)
        self.disconnect()
        postgres.make_database(server, f"{name}_template", template=name)

    def leave(self) -> None:
        """Keep the connections for the next test: a new one learns all tables anew."""

    def remove(self) -> None:
        """Leave nothing on the server."""
        self.disconnect()
        for name in (self._name, f"{self._name}_template", *self._many.values()):
            postgres.drop_database(self._server, name)

    def _empty_database(self) -> None:
        if not postgres.empty_database(self.settings.database_url):
            self._make_from(f"{self._name}_template")

    def _make_from(self, template: str) -> None:
        self.disconnect()
        postgres.make_database(self._server, self._name, template=template)

    def _keep_rows(self, kept: Path) -> None:
        few = postgres.rows_of(self.settings.database_url)
        if few is not None:
            self._few[kept] = few
            return
        self.disconnect()
        self._many[kept] = f"{self._name}_kept_{len(self._many)}"
        postgres.make_database(self._server, self._many[kept], template=self._name)

    def _make_room(self) -> None:
        self._empty_database()

    def _bring_rows(self, kept: Path) -> None:
        if kept in self._few:
            postgres.run(self.settings.database_url, self._few[kept])
        else:
            self._make_from(self._many[kept])
