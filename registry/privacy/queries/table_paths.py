"""How each table is connected to a team: paths over foreign keys, found in the models."""

from collections import deque
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from registry.database.session import db

#: No path leads through these: an account is in many teams, and a record has its own team.
NO_WAY_THROUGH = frozenset({"user_account", "organization"})


@dataclass(frozen=True)
class Step:
    """One foreign key on a path."""

    column: sa.Column[int]
    target: sa.Table


@lru_cache(maxsize=256)
def way_to_team(table: sa.Table) -> tuple[Step, ...] | None:
    """The shortest path from a table to `team`, preferring keys that are never empty."""
    return _shortest(table, may_be_empty=False) or _shortest(table, may_be_empty=True)


def _shortest(table: sa.Table, *, may_be_empty: bool) -> tuple[Step, ...] | None:
    waiting: deque[tuple[sa.Table, tuple[Step, ...]]] = deque([(table, ())])
    seen = {table.name}
    while waiting:
        here, way = waiting.popleft()
        for step in _steps(here, may_be_empty=may_be_empty):
            if step.target.name == "team":
                return (*way, step)
            if step.target.name not in seen | NO_WAY_THROUGH:
                seen.add(step.target.name)
                waiting.append((step.target, (*way, step)))
    return None


def _steps(table: sa.Table, *, may_be_empty: bool) -> list[Step]:
    return [
        Step(column, key.column.table)
        for column in table.columns
        for key in column.foreign_keys
        if may_be_empty or not column.nullable
    ]


def table_named(name: str) -> sa.Table:
    """A table of the models, by name."""
    return db.metadata.tables[name]
