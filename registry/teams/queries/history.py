"""Events about a thing from the audit trail, with the names of the actors."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import Event
from registry.audit.rules.hash_chain import chain_of
from registry.audit.rules.tags import Tag
from registry.database.session import db

#: The most events shown about one thing; exports of the trail contain all.
MOST = 200


@dataclass(frozen=True)
class Told:
    """An event and its actor's name; no name when a command or the registry itself acted."""

    event: Event
    by: str


def events_told(team_id: int | None, subject: tuple[str, int], tags: Collection[Tag] = ()) -> list[Told]:
    """The latest events about one thing of a team, newest first, optionally only with some tags.

    Without a team: events of the installation.
    """
    query = (
        sa.select(Event, sa.func.coalesce(User.name, ""))
        .outerjoin(User, Event.actor == sa.literal("user:") + sa.cast(User.id, sa.String))
        .where(Event.chain == chain_of(team_id), Event.subject == f"{subject[0]}:{subject[1]}")
        .order_by(Event.seq.desc())
        .limit(MOST)
    )
    if tags:
        query = query.where(Event.tag.in_([tag.value for tag in tags]))
    return [Told(event, name) for event, name in db.session.execute(query)]
