"""Pauses of all mail: for a while nothing is sent to the server, and people are told why."""

import datetime as dt

import sqlalchemy as sa

from registry.database.session import db
from registry.outbox.models import MailPause
from registry.outbox.queries import THE_ONE
from registry.outbox.rules.messages import PAUSE


def pause(*, answer: str, now: dt.datetime) -> None:
    """Pause all sending for some minutes; every worker respects it, including new ones."""
    row = db.session.get(MailPause, THE_ONE)
    if row is None:
        row = MailPause(id=THE_ONE, began_at=now)
        db.session.add(row)
    row.answer, row.until = answer[:500], now + PAUSE


def resume() -> None:
    """End the pause: the server accepts mail again."""
    db.session.execute(sa.delete(MailPause))
