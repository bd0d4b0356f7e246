"""Records who read confidential things: at most once an hour for each person and thing."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from registry.audit.models import About, Event, Told
from registry.audit.rules import hash_chain
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.queries.statements import composed_once
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
    if details in _details(tag, about, act):
        return False
    with unit_of_work(about.team_id):
        if details not in _details(tag, about, act):
            events.record(tag, about, act, **details)
    return True


def _details(tag: Tag, about: About, act: Act) -> list[dict[str, Any]]:
    """The details recorded for readings of a thing by a person within the last hour, in any capacity."""
    kind, number = about.subject
    noted = _noted(
        hash_chain.chain_of(about.team_id), tag.value, str(act.by), f"{kind}:{number}", act.at - QUIET
    )
    return [
        {name: value for name, value in details.items() if name not in events.PART}
        for details in noted.scalars()
    ]


@composed_once
def _noted(chain: str, tag: str, actor: str, subject: str, since: dt.datetime) -> sa.Select[dict[str, Any]]:
    return sa.select(Event.details).where(
        Event.chain == chain,
        Event.tag == tag,
        Event.actor == actor,
        Event.subject == subject,
        Event.at > since,
    )
