"""Facts read in the same way from the running database and from a copy of any version."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from registry.audit.rules.check import Line
from registry.audit.rules.hash_chain import Link, chain_of
from registry.backups.rules import Chain, Facts, NewestEvent, Sealed


def _table(name: str, *columns: str) -> sa.TableClause:
    """A table with the columns to read; a copy from an older version may lack other columns that the models
    have.
    """
    return sa.table(name, *map(sa.column, columns))


EVENTS = _table(
    *("audit_event", "id", "chain", "seq", "at", "tag", "actor", "subject", "details", "previous", "digest")
)
HEADS = _table("audit_chain_head", "chain", "seq", "digest")
CHECKPOINTS = _table("audit_checkpoint", "id", "team_id", "day", "events", "head", "order_id")
ORDERS = _table("record_order", "id", "code", "record_id")
REVISION = _table("alembic_version", "version_num")
#: The tables that are read from a copy, apart from those that name files.
READ = tuple(table.name for table in (EVENTS, HEADS, CHECKPOINTS, ORDERS, REVISION))


def facts_of(connection: sa.Connection) -> Facts:
    """The facts of a database. Raises `sqlalchemy.exc.DBAPIError` when it cannot be read."""
    sealed = dict(_sealed(connection))
    chains = {
        row.chain: Chain(int(row.seq), row.digest, sealed.get(row.chain))
        for row in connection.execute(sa.select(HEADS).order_by(HEADS.c.chain))
    }
    revision = connection.scalar(sa.select(REVISION.c.version_num)) or ""
    return Facts(str(revision), chains, _newest(connection, chains))


def lines_of(connection: sa.Connection, chain: str) -> Iterator[Line]:
    """The events of a chain in order, in export format."""
    query = sa.select(EVENTS).where(EVENTS.c.chain == chain).order_by(EVENTS.c.seq, EVENTS.c.id)
    for row in connection.execute(query.execution_options(yield_per=500)):
        yield {**_link_of(row).line, "digest": row.digest}


def _link_of(row: Any) -> Link:
    return Link(
        chain=row.chain,
        seq=int(row.seq),
        at=_moment(row.at),
        tag=row.tag,
        actor=row.actor,
        subject=row.subject,
        details=json.loads(row.details) if isinstance(row.details, str) else row.details,
        previous=row.previous,
    )


def _sealed(connection: sa.Connection) -> Iterator[tuple[str, Sealed]]:
    """The checkpoints with sealed records, latest last."""
    query = (
        sa.select(CHECKPOINTS.c.team_id, CHECKPOINTS.c.events, CHECKPOINTS.c.head, CHECKPOINTS.c.day)
        .add_columns(ORDERS.c.code)
        .join_from(CHECKPOINTS, ORDERS, CHECKPOINTS.c.order_id == ORDERS.c.id)
        .where(ORDERS.c.record_id.is_not(None))
        .order_by(CHECKPOINTS.c.id)
    )
    for row in connection.execute(query):
        chain = chain_of(None if row.team_id is None else int(row.team_id))
        yield chain, Sealed(int(row.events), row.head, str(row.day), row.code)


def _newest(connection: sa.Connection, chains: dict[str, Chain]) -> NewestEvent | None:
    """The newest of the chains' last events."""
    events = []
    for name, chain in chains.items():
        of_chain = sa.and_(EVENTS.c.chain == name, EVENTS.c.seq == chain.events)
        at = connection.scalar(sa.select(EVENTS.c.at).where(of_chain))
        if at is not None:
            events.append(NewestEvent(name, chain.events, _moment(at).isoformat()))
    return max(events, key=lambda event: event.at, default=None)


def _moment(value: dt.datetime | str) -> dt.datetime:
    """A moment from either database; SQLite stores UTC without saying so."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
