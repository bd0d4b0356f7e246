"""Writing to the audit trail and checking it."""

import datetime as dt
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.audit.models import ChainHead, Event
from registry.audit.rules import GENESIS, Break, Link, digest_of, first_break
from registry.audit.tags import Tag
from registry.extensions import db

INSTALLATION = "installation"


@dataclass(frozen=True)
class Actor:
    """Who does something: a user, a signatory behind a link, a command, or the registry itself."""

    kind: str
    id: int | None = None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


REGISTRY = Actor("registry")
COMMAND = Actor("command")


def user(user_id: int) -> Actor:
    """The signed-in person who acts."""
    return Actor("user", user_id)


def chain_of(team_id: int | None) -> str:
    """The name of a team's chain of events, or of the installation's own."""
    return INSTALLATION if team_id is None else f"team:{team_id}"


def record(
    tag: Tag,
    *,
    team_id: int | None,
    actor: Actor,
    at: dt.datetime,
    subject: tuple[str, int],
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event to the chain of a team, in the unit of work of the change it tells of.

    `details` hold ids, states and digests, never an address or free text.
    """
    chain = chain_of(team_id)
    head = _locked_head(chain)
    event = Event(
        chain=chain,
        seq=head.seq + 1,
        at=at,
        tag=tag.value,
        actor=str(actor),
        subject=f"{subject[0]}:{subject[1]}",
        details=dict(details or {}),
        previous=head.digest,
    )
    event.digest = digest_of(
        chain=chain,
        seq=event.seq,
        at=at,
        tag=event.tag,
        actor=event.actor,
        subject=event.subject,
        details=event.details,
        previous=event.previous,
    )
    head.seq, head.digest = event.seq, event.digest
    db.session.add(event)
    db.session.flush()
    return event


def head_of(team_id: int | None) -> str:
    """The digest of the last event of a team's chain; printed in every record."""
    head = db.session.get(ChainHead, chain_of(team_id))
    return head.digest if head else GENESIS


def events_about(team_id: int | None, subject: tuple[str, int], *, limit: int = 50) -> list[Event]:
    """The latest events on one thing, newest first."""
    query = (
        sa.select(Event)
        .where(Event.chain == chain_of(team_id), Event.subject == f"{subject[0]}:{subject[1]}")
        .order_by(Event.seq.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def check() -> list[Break]:
    """Recompute every chain; the first break of each, none when all are whole."""
    heads = {head.chain: head for head in db.session.scalars(sa.select(ChainHead))}
    chains = set(db.session.scalars(sa.select(Event.chain).distinct())) | set(heads)
    return [broken for chain in sorted(chains) if (broken := _check_chain(chain, heads.get(chain)))]


def _check_chain(chain: str, head: ChainHead | None) -> Break | None:
    if head is None:
        return Break(chain, 1, "the chain has no recorded end")
    with closing(_links(chain)) as links:  # a break ends the reading before its end
        broken = first_break(links, head=head.digest, length=head.seq)
    return Break(chain, broken.seq, broken.reason) if broken else None


def _links(chain: str) -> Generator[Link]:
    query = sa.select(Event).where(Event.chain == chain).order_by(Event.seq, Event.id)
    with closing(db.session.scalars(query.execution_options(yield_per=500))) as events:
        for event in events:
            yield _link(event)


def _link(event: Event) -> Link:
    return Link(
        chain=event.chain,
        seq=event.seq,
        at=event.at,
        tag=event.tag,
        actor=event.actor,
        subject=event.subject,
        details=event.details,
        previous=event.previous,
        digest=event.digest,
    )


def _locked_head(chain: str) -> ChainHead:
    head = db.session.get(ChainHead, chain, with_for_update=True)
    if head is None:
        head = ChainHead(chain=chain, seq=0, digest=GENESIS)
        db.session.add(head)
        db.session.flush()
    return head
