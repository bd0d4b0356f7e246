"""Long trails, written straight into the table as the service would have left them, and what pages say."""

import datetime as dt
import re
from typing import Any

import sqlalchemy as sa

from registry.audit.models import Event
from registry.audit.rules.hash_chain import Link, chain_of
from registry.commitments.rules.events import CommitmentEvent
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.rules.events import DocumentEvent
from registry.partners.rules.events import PartnerEvent
from registry.teams.models import Team
from tests.factories import NOW

KINDS = (
    PartnerEvent.CHANGED,
    CommitmentEvent.REQUEST_REMINDED,
    DocumentEvent.DRAFT_CHANGED,
    PartnerEvent.NOTED,
)


def lengthen(team: Team, count: int) -> None:
    """Add so many events to a team's trail, each a minute after the one before, by three people in turn."""
    with unit_of_work(team.id):
        last = db.session.scalars(
            sa.select(Event).where(Event.chain == chain_of(team.id)).order_by(Event.seq.desc()).limit(1)
        ).one()
        rows, previous = [], last.digest
        for seq in range(last.seq + 1, last.seq + count + 1):
            rows.append(_event(team, seq, previous))
            previous = rows[-1]["digest"]
        db.session.execute(sa.insert(Event), rows)


def _event(team: Team, seq: int, previous: str) -> dict[str, Any]:
    link = Link(
        chain=chain_of(team.id),
        seq=seq,
        at=NOW - dt.timedelta(days=30) + dt.timedelta(minutes=seq),
        tag=KINDS[seq % len(KINDS)].value,
        actor=f"user:{seq % 3 + 1}",
        subject=f"partner:{seq % 7 + 1}",
        details={},
        previous=previous,
    )
    columns = ("chain", "seq", "at", "tag", "actor", "subject", "details", "previous", "digest")
    return {name: getattr(link, name) for name in columns}


def lines_of(page: Any) -> list[str]:
    """The sentences of a timeline, without their tags."""
    items = re.findall(r'<li id="event-\d+">(.*?)(?:<br>|<details)', page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", item).split()) for item in items]
