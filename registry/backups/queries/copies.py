"""Copies of a database of either kind: a consistent snapshot taken while others write, and opened for
reading.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from registry.backups.queries import facts as fact_queries
from registry.backups.rules import DATABASES, POSTGRESQL, SQLITE, Facts, Manifest
from registry.database.postgresql import dumps, programs
from registry.database.session import db
from registry.files import references
from registry.files.references import Named


@dataclass(frozen=True)
class Snapshot:
    """Facts about the database at the moment it was copied."""

    kind: str
    version: str
    facts: Facts
    named: list[Named]


class Damaged(Exception):
    """The copy of a database cannot be read; the text says why."""


def kind_of(engine: sa.Engine) -> str:
    """Whether a database is SQLite or PostgreSQL."""
    return SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL


def copy_to(folder: Path) -> Snapshot:
    """Copy a consistent snapshot of the database into a folder, and return its facts. No reader or writer
    waits.

    Raises `OSError`, `sqlite3.Error`, `ProgramMissing` and `ProgramFailed`.
    """
    engine = db.engines[None]
    target = folder / DATABASES[kind_of(engine)]
    with engine.connect() as connection:
        if kind_of(engine) == SQLITE:
            snapshot = _said_by(connection, SQLITE, sqlite3.sqlite_version)
            _copy_sqlite(connection, target)
            return snapshot
        connection.execution_options(isolation_level="REPEATABLE READ")
        snapshot = _said_by(connection, POSTGRESQL, str(dumps.major_of(connection)))
        dumps.dump(connection, target)
        return snapshot


def _said_by(connection: sa.Connection, kind: str, version: str) -> Snapshot:
    """The facts of the snapshot.

    They are read first: this fixes the state that the rest of the transaction sees.
    """
    return Snapshot(kind, version, fact_queries.facts_of(connection), list(references.named_in(connection)))


def _copy_sqlite(connection: sa.Connection, target: Path) -> None:
    """Copy with SQLite's online backup in one step; others can write to the write-ahead log meanwhile."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    target.touch(0o600)
    with closing(sqlite3.connect(target)) as copy:
        driver.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # a single file, which reading does not change


@contextmanager
def opened(folder: Path, manifest: Manifest) -> Iterator[sa.Connection]:
    """Open a database copy for reading after checking that it is undamaged.

    A PostgreSQL dump is loaded whole into a temporary SQLite file. Raises `Damaged` and `ProgramMissing`.
    """
    source = folder / DATABASES[manifest.database]
    if manifest.database == SQLITE:
        with _reading(source) as connection:
            require_sound(connection)
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix="registry-") as passing:
        target = Path(passing) / DATABASES[SQLITE]
        tables = {*fact_queries.READ, *(column.table.name for column in references.columns())}
        try:
            dumps.load(source, target, tables, major=int(manifest.database_version))
        except (programs.ProgramFailed, ValueError, sqlite3.Error) as error:
            raise Damaged(str(error)) from error
        with _reading(target) as connection:
            yield connection


@contextmanager
def _reading(path: Path) -> Iterator[sa.Connection]:
    """Open an SQLite file that nobody writes, leaving no trace."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        raise Damaged(str(getattr(error, "orig", error))) from error
    finally:
        engine.dispose()


def require_sound(connection: sa.Connection) -> None:
    """Let SQLite check every page of its file; PostgreSQL checks as it reads. Raises `Damaged`."""
    if connection.dialect.name != "sqlite":
        return
    result = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    if result != "ok":
        raise Damaged(f"SQLite finds it damaged: {result}")
