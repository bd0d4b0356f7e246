"""Marks of the present state: which rows of a team a page was made of, told without reading them.

There is a mark for each team and one for all of them together. A unit of work that changed something gives
another mark, in its own transaction, to the team that it was about, or to all. So a page made after a mark
was read is unchanged for as long as the mark stands.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask

from registry.database.session import WRITING, db
from registry.database.transactions import before_each_commit
from registry.unchanged.models import MARK_BYTES, OF_ALL

#: Where a connection that writes keeps what was written in its transaction.
_WRITTEN = "written"

_REPLACE = sa.text(
    "INSERT INTO state_mark (scope, mark) VALUES (:scope, :mark)"
    " ON CONFLICT (scope) DO UPDATE SET mark = excluded.mark"
)
#: First words of statements in text that change no row.
_HARMLESS = ("SELECT", "PRAGMA", "SET", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "ANALYZE")


@dataclass
class Written:
    """What one unit of work has written so far that a page of a team may show."""

    #: None stands for a table that could not be told.
    tables: set[sa.Table | None] = field(default_factory=set)
    #: Teams in whose trails something was recorded.
    teams: set[int] = field(default_factory=set)

    def scopes(self, team_id: int | None) -> set[int]:
        """Whose marks are over, after a unit of work of a team or, without one, of the installation."""
        scopes = set(self.teams)
        if self.tables:
            scopes.add(team_id or OF_ALL)
        if not all(table is not None and is_of_one_team(table) for table in self.tables):
            scopes.add(OF_ALL)
        return scopes


def concern(team_id: int | None) -> None:
    """Give a team another mark at the end of this unit of work, whatever else it writes; None: nobody."""
    written: Written | None = db.session.connection().info.get(_WRITTEN)
    if written is not None and team_id is not None:
        written.teams.add(team_id)


def add_to(app: Flask) -> None:
    """Note what every unit of work writes, by services or in bulk alike, and end marks before its commit."""
    with app.app_context():
        engine = db.engines[WRITING]
        sa.event.listen(engine, "begin", _begin)
        sa.event.listen(engine, "after_cursor_execute", _note)
        before_each_commit(end_marks)


def end_marks(team_id: int | None) -> None:
    """Give another mark to all whom this unit of work was about; the last that it does, since others wait for
    the row.

    Always in the same order, so that no two wait for each other.
    """
    written: Written = db.session.connection().info[_WRITTEN]
    for scope in sorted(written.scopes(team_id)):
        db.session.execute(_REPLACE, {"scope": scope, "mark": secrets.token_hex(MARK_BYTES)})


def _begin(connection: sa.Connection) -> None:
    connection.info[_WRITTEN] = Written()


def _note(
    connection: sa.Connection, cursor: Any, statement: str, _values: object, context: Any, _many: bool
) -> None:
    """After each statement: note the table that it changed."""
    written: Written | None = connection.info.get(_WRITTEN)
    if written is None:
        return
    if context.compiled is None or context.is_text:
        if statement.split(maxsplit=1)[0].upper() not in _HARMLESS:
            written.tables.add(None)
    elif context.isinsert or context.isupdate or context.isdelete:
        table = context.compiled.statement.table
        if not isinstance(table, sa.Table):  # named in passing, as migrations do
            written.tables.add(None)
        elif _ends_marks(table, context) and not _changed_nothing(cursor, context):
            written.tables.add(table)


def _ends_marks(table: sa.Table, context: Any) -> bool:
    verb = "INSERT" if context.isinsert else "UPDATE" if context.isupdate else "DELETE"
    return verb in table.info.get("ends marks", (verb,))


def _changed_nothing(cursor: Any, context: Any) -> bool:
    """Whether no row was met; rows that are answered are not counted before they are read."""
    return bool(cursor.rowcount == 0 and not context.isinsert and not context.compiled.effective_returning)


def is_of_one_team(table: sa.Table) -> bool:
    """Whether each row of a table belongs to one team: it, or what it belongs to, names the team."""
    return table.name in _of_one_team(table.metadata)


def _of_one_team(metadata: sa.MetaData) -> frozenset[str]:
    known: frozenset[str] | None = metadata.info.get("of one team")
    if known is None:
        known = metadata.info["of one team"] = _reached_from("team", metadata)
    return known


def _reached_from(name: str, metadata: sa.MetaData) -> frozenset[str]:
    """The tables with a chain of foreign keys that ends at a table, and that table."""
    reached: frozenset[str] = frozenset()
    more = {name}
    while more:
        reached |= more
        further = (table for table in metadata.tables.values() if table.name not in reached)
        more = {table.name for table in further if any(_leads_to(reached, key) for key in table.foreign_keys)}
    return reached


def _leads_to(names: frozenset[str], key: sa.ForeignKey) -> bool:
    return key.column.table.name in names
