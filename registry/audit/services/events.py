"""Writes to the audit trail."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from registry.audit.models import About, ChainHead, Event, Told
from registry.audit.queries import link_of
from registry.audit.rules.check import GENESIS
from registry.audit.rules.hash_chain import chain_of
from registry.audit.rules.tags import Tag
from registry.database.session import db
from registry.security.actors import Act, Actor
from registry.unchanged import marks

#: The details of an event that name the actor's capacity, and for whom they acted.
PART = ("capacity", "for")
#: Where the session holds the events of `together` until they are written.
_HELD = "audit events held"


def record(tag: Tag, thing: Told | About, act: Act, /, **details: object) -> Event:
    """Append one event to the chain of its team, in the unit of work of the change that it records.

    Raises the revision of the row if its model says so. `details` contain ids, states and digests, never an
    address or free text. Within `together` it is complete once the block has ended.
    """
    team_id, subject = thing.team_id, thing.subject
    if isinstance(thing, Told):
        details = {**thing.told_with_each(act), **details}
        if thing.is_raised_by_events:
            flag_modified(thing, "team_id")
    event = Event(
        chain=chain_of(team_id),
        at=act.at,
        tag=tag.value,
        actor=str(act.by),
        subject=f"{subject[0]}:{subject[1]}",
        details=_capacity(act.by) | details,
    )
    held: list[Event] | None = db.session.info.get(_HELD)
    if held is None:
        _append([event])
    else:
        held.append(event)
    marks.concern(team_id)
    return event


@contextmanager
def together() -> Iterator[None]:
    """Write the events of a block at its end, in their order: the end of each chain is read once.

    For a change that records many. Nothing within the block may read the events that it records.
    """
    held = db.session.info[_HELD] = []
    try:
        yield
    finally:
        del db.session.info[_HELD]
    by_chain: dict[str, list[Event]] = {}
    for event in held:
        by_chain.setdefault(event.chain, []).append(event)
    for chain in sorted(by_chain):
        _append(by_chain[chain])


def _append(events: Sequence[Event]) -> None:
    """Write events at the end of the chain of them all.

    The database lets the end move on by one event at a time: so it is moved once for each.
    """
    head = _locked_head(events[0].chain)
    seq, digest = head.seq, head.digest
    for event in events:
        seq += 1
        event.seq, event.previous = seq, digest
        event.digest = digest = link_of(event).digest
    db.session.add_all(events)
    db.session.flush()
    ends = sa.update(ChainHead.__table__).where(ChainHead.__table__.c.chain == head.chain)
    ends = ends.values(seq=sa.bindparam("its_seq"), digest=sa.bindparam("its_digest"))
    db.session.connection().execute(
        ends, [{"its_seq": event.seq, "its_digest": event.digest} for event in events]
    )
    set_committed_value(head, "seq", seq)
    set_committed_value(head, "digest", digest)


def _capacity(actor: Actor) -> dict[str, str]:
    """The stored capacity of an actor."""
    if actor.id is None:
        return {}
    part = dict(zip(PART, (str(actor.capacity), actor.whom), strict=True))
    return {name: value for name, value in part.items() if value}


def _locked_head(chain: str) -> ChainHead:
    head = db.session.get(ChainHead, chain, with_for_update=True)
    if head is None:
        head = ChainHead(chain=chain, seq=0, digest=GENESIS)
        db.session.add(head)
        db.session.flush()
    return head
