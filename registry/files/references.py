"""Which files the rows refer to: one list for clean-up, for back-ups and for checks of both."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.database.session import db
from registry.errors import StorageFailed
from registry.files import storage

#: Names of columns, in any table, that contain one fingerprint or several. The digests of events refer to no
#: files.
ONE, SOME = ("fingerprint", "scan"), ("files",)
#: Fingerprints of content that is stored in the row itself: texts, and lists.
OF_ROWS = frozenset({("document_version", "fingerprint"), ("list_import", "fingerprint")})
#: Rows read at once.
AT_ONCE = 1000


@dataclass(frozen=True)
class Named:
    """A file, and a row that refers to it."""

    fingerprint: str
    table: str
    row: int

    def __str__(self) -> str:
        return f"{storage.place_of(self.fingerprint)} (named by {self.table} {self.row})"


def columns() -> Iterator[sa.Column[Any]]:
    """Every column of every table that refers to files."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if column.name in ONE + SOME and (table.name, column.name) not in OF_ROWS:
                yield column


def named_in(connection: sa.Connection) -> Iterator[Named]:
    """Each file that a row of a database refers to, once per row; missing tables are skipped."""
    tables = set(sa.inspect(connection).get_table_names())
    for column in columns():
        if column.table.name in tables:
            yield from _named_by(connection, column.table.name, column.name)


def missing() -> list[Named]:
    """Files that rows refer to but that do not exist; one row is named for each."""
    return [reference for reference in _each_once() if not storage.is_kept(reference.fingerprint)]


def damaged() -> Iterator[tuple[Named, str]]:
    """Files that rows refer to but that cannot be read unaltered, and why."""
    for reference in _each_once():
        try:
            storage.check_file(reference.fingerprint)
        except StorageFailed as error:
            yield reference, str(error)


def _each_once() -> list[Named]:
    references: dict[str, Named] = {}
    for reference in named_in(db.session.connection()):
        references.setdefault(reference.fingerprint, reference)
    return list(references.values())


def _named_by(connection: sa.Connection, table: str, column: str) -> Iterator[Named]:
    place: sa.TableClause = sa.table(table, sa.column("id"), sa.column(column))
    query = sa.select(place.c.id, place.c[column]).where(place.c[column].is_not(None))
    for row, value in connection.execute(query.execution_options(yield_per=AT_ONCE)):
        for fingerprint in _fingerprints_in(value):
            yield Named(fingerprint, table, int(row))


def _fingerprints_in(value: Any) -> Iterable[str]:
    """The fingerprints in a column's value: one, a JSON object of several, or none."""
    if isinstance(value, str) and value.startswith("{"):
        value = json.loads(value)
    named = value.values() if isinstance(value, dict) else [value]
    return [fingerprint for fingerprint in named if fingerprint]
