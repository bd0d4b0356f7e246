"""The copy of a database, whichever it is: taken in one moment while others write, and opened to be read."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from registry.backups.queries import facts as fact_queries
from registry.backups.rules import DATABASES, POSTGRESQL, SQLITE, Facts, Manifest
from registry.database import postgresql_dumps, postgresql_programs
from registry.database.session import db
from registry.files import references
from registry.files.references import Named


@dataclass(frozen=True)
class Snapshot:
    """What the database said in the moment of its copy."""

    kind: str
    version: str
    facts: Facts
    named: list[Named]


class Damaged(Exception):
    """The copy of a database cannot be read; the text says why."""


def kind_of(engine: sa.Engine) -> str:
    """Which of the two databases it is."""
    return SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL


def copy_to(folder: Path) -> Snapshot:
    """Copy the database into a folder as it stands in one moment, and say what stood in it then.

    Nobody who reads or writes waits for it. Raises `OSError`, `sqlite3.Error`, `ProgramMissing` and
    `ProgramFailed`.
    """
    engine = db.engines[None]
    target = folder / DATABASES[kind_of(engine)]
    with engine.connect() as connection:
        if kind_of(engine) == SQLITE:
            said = _said_by(connection, SQLITE, sqlite3.sqlite_version)
            _copy_sqlite(connection, target)
            return said
        connection.execution_options(isolation_level="REPEATABLE READ")
        said = _said_by(connection, POSTGRESQL, str(postgresql_dumps.major_of(connection)))
        postgresql_dumps.dump(connection, target)
        return said


def _said_by(connection: sa.Connection, kind: str, version: str) -> Snapshot:
    """What is read first begins the moment: all that follows in this transaction sees the same."""
    return Snapshot(kind, version, fact_queries.facts_of(connection), list(references.named_in(connection)))


def _copy_sqlite(connection: sa.Connection, target: Path) -> None:
    """By SQLite's own means for it, in one step: writers go on in the log meanwhile."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    target.touch(0o600)
    with closing(sqlite3.connect(target)) as copy:
        driver.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, which reading does not change


@contextmanager
def opened(folder: Path, manifest: Manifest) -> Iterator[sa.Connection]:
    """The copy of a database, to be read, once it is found sound.

    What PostgreSQL dumped is read whole into a passing SQLite file. Raises `Damaged` and `ProgramMissing`.
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
            postgresql_dumps.load(source, target, tables, major=int(manifest.database_version))
        except (postgresql_programs.ProgramFailed, ValueError, sqlite3.Error) as error:
            raise Damaged(str(error)) from error
        with _reading(target) as connection:
            yield connection


@contextmanager
def _reading(path: Path) -> Iterator[sa.Connection]:
    """An SQLite file that nobody writes, and that is left without a trace of reading."""

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
    """Let SQLite look at every page of its file; PostgreSQL looks when it reads. Raises `Damaged`."""
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    if found != "ok":
        raise Damaged(f"SQLite finds it damaged: {found}")
