"""Teams with a long audit trail: events written straight into the table, in a chain that holds."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from registry.audit.models import ChainHead, Event
from registry.audit.rules.check import GENESIS
from registry.audit.rules.hash_chain import Link, chain_of
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.rules.events import PartnerEvent
from registry.teams.models import Team
from tests.factories import NOW, make_team

#: Events written in one statement.
TOGETHER = 20_000
APART = dt.timedelta(seconds=30)
TAGS = (PartnerEvent.CHANGED, PartnerEvent.TIER_SET, PartnerEvent.NOTED, PartnerEvent.STATUS_SET)


def make_team_after(events: int, *, slug: str, actor: str, partners: range) -> Team:
    """A team whose chain holds so many events about its partners when it is made.

    The database moves the end of a chain by one event at a time: so the events come first, then where they
    end, then the team, whose own events follow.
    """
    with unit_of_work():
        newest = db.session.scalar(sa.select(sa.func.max(Team.id))) or 0
        chain = chain_of(newest + 1)
        digest = GENESIS
        for rows in _batches(_rows(chain, events, actor, partners), TOGETHER):
            db.session.execute(sa.insert(Event), rows)
            digest = rows[-1]["digest"]
        db.session.execute(sa.insert(ChainHead).values(chain=chain, seq=events, digest=digest))
    with unit_of_work():
        team = make_team(slug=slug)
    assert chain_of(team.id) == chain
    return team


def _rows(chain: str, events: int, actor: str, partners: range) -> Iterator[dict[str, Any]]:
    """The events of a chain as rows, each with the digest of the one before."""
    digest = GENESIS
    for number in range(1, events + 1):
        said = {
            "chain": chain,
            "seq": number,
            "at": NOW - APART * (events - number + 1),
            "tag": TAGS[number % len(TAGS)].value,
            "actor": actor,
            "subject": f"partner:{partners[number % len(partners)]}",
            "details": {},
            "previous": digest,
        }
        digest = Link(**said).digest
        yield said | {"digest": digest}


def _batches(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, size)):
        yield batch
