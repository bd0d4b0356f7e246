"""Reads the audit trail and checks its chains."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from registry.audit.models import ChainHead, Event
from registry.audit.rules.check import GENESIS, REMOVED, Break, Checkpoint, Line, first_break
from registry.audit.rules.hash_chain import INSTALLATION, Link, chain_of
from registry.audit.rules.tags import Tag
from registry.database.session import WRITING, db, kept_while_reading

#: Figures of teams, by the connections to their database; the oldest go.
FIGURES: WeakKeyDictionary[object, dict[Any, tuple[Any, Any]]] = WeakKeyDictionary()
MOST_FIGURES = 2_000

Asked = ParamSpec("Asked")
Figures = TypeVar("Figures")


def kept_until_event(
    *of_installation: Tag,
) -> Callable[[Callable[Concatenate[int, Asked], Figures]], Callable[Concatenate[int, Asked], Figures]]:
    """Let figures of a team be kept in memory until something is recorded about the team, or one of some
    kinds of events about the installation.

    Each change of what is counted is recorded, in its own transaction: so the figures are those of now. What
    depends on the day is asked for by the day. For plain values only; the number of a team comes first.
    Within a unit of work they are counted each time.
    """

    def decorate(
        count: Callable[Concatenate[int, Asked], Figures],
    ) -> Callable[Concatenate[int, Asked], Figures]:
        @wraps(count)
        def ask(team_id: int, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Figures:
            if db.session().info.get(WRITING):
                return count(team_id, *args, **kwargs)
            kept: dict[Any, tuple[Any, Figures]] = FIGURES.setdefault(db.session.get_bind(), {})
            key, last = (count, team_id, args, tuple(sorted(kwargs.items()))), _last(team_id, of_installation)
            found = kept.get(key)
            if found is None or found[0] != last:
                kept.pop(key, None)
                found = kept[key] = (last, count(team_id, *args, **kwargs))
                for oldest in list(kept)[: max(0, len(kept) - MOST_FIGURES)]:
                    kept.pop(oldest, None)
            return found[1]

        return ask

    return decorate


@kept_while_reading
def _last(team_id: int, of_installation: tuple[Tag, ...]) -> Sequence[object]:
    """The last event of a team, and of each of some kinds of the installation."""
    return tuple(db.session.execute(_digests(of_installation), {"chain": chain_of(team_id)}).one())


@cache
def _digests(of_installation: tuple[Tag, ...]) -> sa.Select[str, *tuple[str, ...]]:
    of_team = sa.select(ChainHead.digest).where(ChainHead.chain == sa.bindparam("chain"))
    latest = sa.select(Event.digest).order_by(Event.at.desc(), Event.seq.desc()).limit(1)
    kinds = (latest.where(Event.chain == INSTALLATION, Event.tag == tag.value) for tag in of_installation)
    return sa.select(of_team.scalar_subquery(), *(kind.scalar_subquery() for kind in kinds))


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
