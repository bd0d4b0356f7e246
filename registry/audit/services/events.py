"""Writes to the audit trail."""

from sqlalchemy.orm.attributes import flag_modified

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


def record(tag: Tag, thing: Told | About, act: Act, /, **details: object) -> Event:
    """Append one event to the chain of its team, in the unit of work of the change that it records.

    Raises the revision of the row if its model says so. `details` contain ids, states and digests, never an
    address or free text.
    """
    team_id, subject = thing.team_id, thing.subject
    if isinstance(thing, Told):
        details = {**thing.told_with_each(act), **details}
        if thing.is_raised_by_events:
            flag_modified(thing, "team_id")
    chain = chain_of(team_id)
    head = _locked_head(chain)
    event = Event(
        chain=chain,
        seq=head.seq + 1,
        at=act.at,
        tag=tag.value,
        actor=str(act.by),
        subject=f"{subject[0]}:{subject[1]}",
        details=_capacity(act.by) | details,
        previous=head.digest,
    )
    event.digest = link_of(event).digest
    head.seq, head.digest = event.seq, event.digest
    db.session.add(event)
    db.session.flush()
    marks.concern(team_id)
    return event


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
