"""The database as somebody with its file or all rights on it has it: the audit trail's guards are gone."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

GUARDED = ("audit_event", "audit_chain_head", "audit_checkpoint")


@contextmanager
def without_guards(url: str) -> Iterator[sa.Engine]:
    """An engine of its own on a database without the triggers; they are put back afterwards."""
    engine = sa.create_engine(url)
    taken_away, put_back = _commands(engine)
    _run(engine, taken_away)
    try:
        yield engine
    finally:
        _run(engine, put_back)
        engine.dispose()


def _commands(engine: sa.Engine) -> tuple[list[str], list[str]]:
    if engine.dialect.name == "postgresql":
        return tuple([f"ALTER TABLE {table} {verb} TRIGGER USER" for table in GUARDED] for verb in VERBS)
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'")
    with engine.connect() as connection:
        triggers = connection.execute(query).all()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [text for _, text in triggers]


VERBS = ("DISABLE", "ENABLE")


def _run(engine: sa.Engine, commands: list[str]) -> None:
    with engine.begin() as connection:
        for command in commands:
            connection.exec_driver_sql(command)
