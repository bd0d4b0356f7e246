"""Reads the audit trail and checks its chains."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing

import sqlalchemy as sa

from registry.audit.models import ChainHead, Event
from registry.audit.rules.check import GENESIS, REMOVED, Break, Checkpoint, Line, first_break
from registry.audit.rules.hash_chain import Link, chain_of
from registry.database.session import db


def head_of(team_id: int | None) -> str:
    """The digest of the last event in a team's chain; printed in every record."""
    head = db.session.get(ChainHead, chain_of(team_id))
    return head.digest if head else GENESIS


def events_about(team_id: int | None, subject: tuple[str, int], *, limit: int = 50) -> list[Event]:
    """The latest events about one thing, newest first."""
    query = (
        sa.select(Event)
        .where(Event.chain == chain_of(team_id), Event.subject == f"{subject[0]}:{subject[1]}")
        .order_by(Event.seq.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def check(sealed: Mapping[str, Sequence[Checkpoint]] | None = None) -> list[Break]:
    """Recompute every chain and return the first break of each; empty when all are intact.

    `sealed` are the heads stored by checkpoints, by chain: each chain must contain them.
    """
    heads = {head.chain: head for head in db.session.scalars(sa.select(ChainHead))}
    chains = set(db.session.scalars(sa.select(Event.chain).distinct())) | set(heads) | set(sealed or {})
    breaks = [
        _check_chain(chain, heads.get(chain), (sealed or {}).get(chain, ())) for chain in sorted(chains)
    ]
    return [broken for broken in breaks if broken]


def _check_chain(chain: str, head: ChainHead | None, sealed: Sequence[Checkpoint]) -> Break | None:
    if head is None:
        return Break(chain, 1, REMOVED, "the chain has no recorded end")
    return first_break(chain, lambda: lines(chain), head=head.digest, length=head.seq, checkpoints=sealed)


def lines(chain: str) -> Generator[Line]:
    """The events of a chain in order, in export format."""
    query = sa.select(Event).where(Event.chain == chain).order_by(Event.seq, Event.id)
    with closing(db.session.scalars(query.execution_options(yield_per=500))) as events:
        for event in events:
            yield line_of(event)


def line_of(event: Event) -> Line:
    """An event in export format: what its digest covers, and the digest."""
    return {**link_of(event).line, "digest": event.digest}


def link_of(event: Event) -> Link:
    return Link(
        chain=event.chain,
        seq=event.seq,
        at=event.at,
        tag=event.tag,
        actor=event.actor,
        subject=event.subject,
        details=event.details,
        previous=event.previous,
    )
