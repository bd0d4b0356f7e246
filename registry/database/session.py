"""The SQLAlchemy session, its engines and the base class of all models."""

import sqlite3
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as AnySession

#: Bind key of the connections that may write; all others are read-only.
WRITING = "writing"


class Model(DeclarativeBase):
    """Base class of all models, with predictable names for constraints."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ReadOrWriteSession(Session):
    """A session that reads on a read-only connection until a unit of work begins."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        if self.info.get(WRITING):
            return self._db.engines[WRITING]
        return self._db.engines[None]


#: Seconds for making a connection, and for a host to acknowledge what was sent; shorter than the time-out of
#: the web server.
LONGEST_CONNECT = 5
LONGEST_SILENCE = 10
#: For all engines: errors contain no values, since people typed them; a connection is tested before use,
#: since the database may have been restarted; seconds to wait for a free connection.
ENGINE_OPTIONS = {"hide_parameters": True, "pool_pre_ping": True, "pool_timeout": 10}

db = SQLAlchemy(
    model_class=Model, session_options={"class_": ReadOrWriteSession}, engine_options=ENGINE_OPTIONS
)
migrate = Migrate()


def _prepare_sqlite(connection: sqlite3.Connection, *, writing: bool) -> None:
    # We send BEGIN ourselves; otherwise two writers could extend the chain of events at the same point.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "synchronous=FULL" if writing else "synchronous=NORMAL",
        "query_only=OFF" if writing else "query_only=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def listen_to_engines(app: Flask) -> None:
    """Make the reading engine read-only, and let the writing engine lock at the start of a transaction."""
    with app.app_context():
        for key, engine in db.engines.items():
            _listen(engine, writing=key == WRITING)


def _listen(engine: sa.Engine, *, writing: bool) -> None:
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda connection, _: _prepare_sqlite(connection, writing=writing))
        statement = "BEGIN IMMEDIATE" if writing else "BEGIN"
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(statement))
        return
    sa.event.listen(engine, "do_connect", _give_up_in_time)
    if not writing:
        sa.event.listen(
            engine, "begin", lambda connection: connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        )


def _give_up_in_time(dialect: object, record: object, words: object, options: dict[str, Any]) -> None:
    """Set timeouts, so that a database whose machine is gone is noticed in seconds, not minutes."""
    options.setdefault("connect_timeout", LONGEST_CONNECT)
    options.setdefault("tcp_user_timeout", LONGEST_SILENCE * 1000)


#: Where a session that only reads keeps answers that one page asks for again and again.
KEPT = "kept answers"

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def kept_while_reading(query: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Ask the database once for each set of arguments, until the transaction ends.

    Within a unit of work each call asks anew, since the unit may just have changed the answer.
    """

    @wraps(query)
    def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        info = db.session().info
        if info.get(WRITING):
            return query(*args, **kwargs)
        kept: dict[Any, Any] = info.setdefault(KEPT, {})
        key = _key(query, args, kwargs)
        if key not in kept:
            kept[key] = query(*args, **kwargs)
        answer: Answer = kept[key]
        return answer

    return ask


def keep(query: Callable[Asked, Answer], answer: Answer, *args: Asked.args, **kwargs: Asked.kwargs) -> None:
    """Let a query that is kept while reading have the answer that another one brought along."""
    key = _key(query.__wrapped__, args, kwargs)  # type: ignore[attr-defined]
    db.session().info.setdefault(KEPT, {})[key] = answer


def _key(query: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    return (query, args, tuple(sorted(kwargs.items())))


@sa.event.listens_for(ReadOrWriteSession, "after_transaction_end")
def _forget(session: AnySession, transaction: object) -> None:
    """What the next transaction reads may differ."""
    session.info.pop(KEPT, None)
