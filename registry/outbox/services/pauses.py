"""When mail does not leave at all: the server is left alone for a while, and people are told why."""

import datetime as dt

import sqlalchemy as sa

from registry.database.session import db
from registry.outbox.models import MailPause
from registry.outbox.queries import THE_ONE
from registry.outbox.rules.messages import PAUSE


def pause(*, answer: str, now: dt.datetime) -> None:
    """Leave the server alone for some minutes; every worker keeps to it, also one that starts anew."""
    row = db.session.get(MailPause, THE_ONE)
    if row is None:
        row = MailPause(id=THE_ONE, began_at=now)
        db.session.add(row)
    row.answer, row.until = answer[:500], now + PAUSE


def resume() -> None:
    """The server takes mail again."""
    db.session.execute(sa.delete(MailPause))
