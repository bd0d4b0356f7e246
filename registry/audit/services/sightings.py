"""Records who read confidential things: at most once an hour for each person and thing."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from registry.audit.models import About, Event, Told
from registry.audit.rules import hash_chain
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.security.actors import Act

#: Within this time, another reading of the same thing by the same person is not recorded.
QUIET = dt.timedelta(hours=1)


def note_reading(tag: Tag, thing: Told | About, act: Act, /, **details: object) -> bool:
    """Record, in its own unit of work, that somebody is shown a confidential thing; False when it was
    recorded before. Call it before the thing is shown, because a reading that cannot be recorded is refused.
    Objects loaded before must be loaded again when something was recorded. `details` contain ids: which file
    or record of the thing it was.
    """
    about = About(thing.subject, thing.team_id)
    noted = _noted(tag, about, act)
    if details in _details(noted):
        return False
    with unit_of_work(about.team_id):
        if details not in _details(noted):
            events.record(tag, about, act, **details)
    return True


def _details(noted: sa.Select[dict[str, Any]]) -> list[dict[str, Any]]:
    """The recorded details of this reading, in any capacity."""
    return [
        {name: value for name, value in details.items() if name not in events.PART}
        for details in db.session.scalars(noted)
    ]


def _noted(tag: Tag, about: About, act: Act) -> sa.Select[dict[str, Any]]:
    """The details recorded for readings of a thing by a person within the last hour."""
    return sa.select(Event.details).where(
        Event.chain == hash_chain.chain_of(about.team_id),
        Event.tag == tag.value,
        Event.actor == str(act.by),
        Event.subject == f"{about.subject[0]}:{about.subject[1]}",
        Event.at > act.at - QUIET,
    )
