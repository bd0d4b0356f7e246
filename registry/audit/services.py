"""Writing to the audit trail and checking it."""

import datetime as dt
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.audit.check import GENESIS, REMOVED, Break, Checkpoint, Line, first_break
from registry.audit.models import ChainHead, Event
from registry.audit.rules import Link
from registry.audit.tags import Tag
from registry.extensions import db

INSTALLATION = "installation"
#: Details of an event that say in which capacity somebody acted, and for whom.
PART = ("capacity", "for")


@dataclass(frozen=True)
class Actor:
    """Who does something: a user, a signatory behind a link, a command, or the registry itself."""

    kind: str
    id: int | None = None
    #: In what they act, as `coordinator`; kept with the event. Empty where that is not known.
    capacity: str = ""
    #: The organization or body they act for, by name: for rows beside the event, which holds no name.
    acts_for: str = ""
    #: The same as events name it: `partner:12` or `committee:3`.
    whom: str = ""

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


REGISTRY = Actor("registry")
COMMAND = Actor("command")


def user(user_id: int, *, capacity: str = "", acts_for: str = "", whom: str = "") -> Actor:
    """The signed-in person who acts, in which capacity and for whom."""
    return Actor("user", user_id, capacity, acts_for, whom)


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
        details=_capacity(actor) | dict(details or {}),
        previous=head.digest,
    )
    event.digest = _link(event).digest
    head.seq, head.digest = event.seq, event.digest
    db.session.add(event)
    db.session.flush()
    return event


def _capacity(actor: Actor) -> dict[str, str]:
    """What an event keeps of the part in which somebody acts."""
    said = dict(zip(PART, (actor.capacity, actor.whom), strict=True))
    return {name: value for name, value in said.items() if value}


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


def check(sealed: Mapping[str, Sequence[Checkpoint]] | None = None) -> list[Break]:
    """Recompute every chain; the first break of each, none when all are whole.

    `sealed` are the heads, by chain, that checkpoints have kept: the chain has to pass through them.
    """
    heads = {head.chain: head for head in db.session.scalars(sa.select(ChainHead))}
    chains = set(db.session.scalars(sa.select(Event.chain).distinct())) | set(heads) | set(sealed or {})
    found = [_check_chain(chain, heads.get(chain), (sealed or {}).get(chain, ())) for chain in sorted(chains)]
    return [broken for broken in found if broken]


def _check_chain(chain: str, head: ChainHead | None, sealed: Sequence[Checkpoint]) -> Break | None:
    if head is None:
        return Break(chain, 1, REMOVED, "the chain has no recorded end")
    return first_break(chain, lambda: lines(chain), head=head.digest, length=head.seq, checkpoints=sealed)


def lines(chain: str) -> Generator[Line]:
    """The events of a chain in their order, each as the export has it."""
    query = sa.select(Event).where(Event.chain == chain).order_by(Event.seq, Event.id)
    with closing(db.session.scalars(query.execution_options(yield_per=500))) as events:
        for event in events:
            yield line_of(event)


def line_of(event: Event) -> Line:
    """An event as the export has it: what its digest covers, and its digest."""
    return {**_link(event).line, "digest": event.digest}


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
    )


def _locked_head(chain: str) -> ChainHead:
    head = db.session.get(ChainHead, chain, with_for_update=True)
    if head is None:
        head = ChainHead(chain=chain, seq=0, digest=GENESIS)
        db.session.add(head)
        db.session.flush()
    return head
