"""Dumps of a PostgreSQL database: made, read without a server, and restored."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
import sqlalchemy as sa

from registry.database.postgresql import programs

#: The queue's own tables contain only names of tasks, which the schedule runs anyway.
PASSING = "huey_*"
_COPY = re.compile(r"COPY (?P<table>\S+) \((?P<columns>.*)\) FROM stdin;")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def dump(connection: sa.Connection, target: Path) -> None:
    """Write what a connection sees in its transaction to a file, using the pg_dump of the server's version.

    Raises `ProgramMissing` and `ProgramFailed`.
    """
    program = programs.find("pg_dump", major=major_of(connection))
    snapshot = connection.scalar(sa.select(sa.func.pg_export_snapshot()))
    programs.run(
        program,
        *("--format=custom", "--no-owner", "--no-privileges", f"--exclude-table={PASSING}"),
        *(f"--snapshot={snapshot}", f"--file={target}"),
        access=_access(connection),
    )


def restore(connection: sa.Connection, source: Path) -> None:
    """Restore a dump into an empty database, completely or not at all.

    Raises `ProgramMissing` and `ProgramFailed`.
    """
    program = programs.find("pg_restore", major=major_of(connection))
    programs.run(
        program,
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
        str(source),
        access=_access(connection),
    )


def major_of(connection: sa.Connection) -> int:
    """The major version of the server."""
    return _driver_of(connection).info.server_version // 10000


def load(source: Path, target: Path, tables: Iterable[str], *, major: int) -> None:
    """Read a whole dump and copy some of its tables into an SQLite file; needs no server.

    Raises `ProgramMissing` and `ProgramFailed`.
    """
    program = programs.find("pg_restore", major=major, or_newer=True)
    wanted = set(tables)
    with (
        closing(sqlite3.connect(target)) as copy,
        copy,
        programs.reading(program, "--data-only", "--file=-", str(source)) as lines,
    ):
        for line in lines:
            match = _COPY.match(line.decode()) if line.startswith(b"COPY ") else None
            if match:
                _load_table(copy, match, _rows_of(lines), wanted)


def _load_table(
    copy: sqlite3.Connection, match: re.Match[str], rows: Iterator[bytes], tables: set[str]
) -> None:
    table = match["table"].rpartition(".")[2].strip('"')
    if table not in tables:
        for _row in rows:
            pass
        return
    columns = [name.strip().strip('"') for name in match["columns"].split(",")]
    copy.execute(f'CREATE TABLE "{table}" ({", ".join(map(_column, columns))})')
    statement = f'INSERT INTO "{table}" VALUES ({", ".join("?" for _ in columns)})'  # noqa: S608  # no value in it
    copy.executemany(statement, (_values(row) for row in rows))
    if table == "audit_event":
        copy.execute("CREATE INDEX by_place ON audit_event (chain, seq)")


def _rows_of(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The rows of one table, up to its end marker."""
    for line in lines:
        if line == b"\\.\n":
            return
        yield line


def _column(name: str) -> str:
    """An SQLite column definition: numeric columns are known by name, all others are text."""
    is_number = name in ("id", "seq", "events") or name.endswith("_id")
    return f'"{name}" {"INTEGER" if is_number else "TEXT"}'


def _values(row: bytes) -> Sequence[str | None]:
    return [_value(text) for text in row.decode().rstrip("\n").split("\t")]


def _value(text: str) -> str | None:
    r"""A value in COPY format: \N is NULL; a backslash escapes separators."""
    if text == "\\N":
        return None
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: _MEANT.get(match[1], match[1]), text)


def _driver_of(connection: sa.Connection) -> psycopg.Connection[object]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def _access(connection: sa.Connection) -> programs.Access:
    info = _driver_of(connection).info
    return programs.Access(info.get_parameters(), info.password)
