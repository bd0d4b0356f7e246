"""When mail does not leave at all: the server is left alone for a while, and people are told why."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.extensions import db
from registry.outbox.models import MailPause, Message
from registry.outbox.rules import PAUSE, Fate

THE_ONE = 1


@dataclass(frozen=True)
class Trouble:
    """Why mail does not leave, in the words of the server or the network."""

    answer: str
    since: dt.datetime
    #: How many messages wait for it to be mended.
    waiting: int


def pause(*, answer: str, now: dt.datetime) -> None:
    """Leave the server alone for some minutes; every worker keeps to it, also one that starts anew."""
    row = db.session.get(MailPause, THE_ONE)
    if row is None:
        row = MailPause(id=THE_ONE, began_at=now)
        db.session.add(row)
    row.answer, row.until = answer[:500], now + PAUSE


def is_paused(now: dt.datetime) -> bool:
    """Whether the server is left alone."""
    row = db.session.get(MailPause, THE_ONE)
    return row is not None and now < row.until


def resume() -> None:
    """The server takes mail again."""
    db.session.execute(sa.delete(MailPause))


def trouble(now: dt.datetime, *, team_id: int | None = None) -> Trouble | None:
    """Why messages wait that are due, of a team or of all; None where nothing but themselves keeps them."""
    of_team = sa.true() if team_id is None else Message.team_id == team_id
    due = sa.select(Message).where(Message.fate == Fate.PLANNED.value, Message.due_at <= now, of_team)
    kept = due.where(Message.kept_since.is_not(None))
    oldest = kept.with_only_columns(Message.last_answer).order_by(Message.kept_since, Message.id).limit(1)
    found = db.session.execute(
        sa.select(
            sa.select(MailPause.answer).scalar_subquery(),
            sa.select(MailPause.began_at).scalar_subquery(),
            due.with_only_columns(sa.func.count()).scalar_subquery(),
            oldest.scalar_subquery(),
            kept.with_only_columns(sa.func.min(Message.kept_since)).scalar_subquery(),
            kept.with_only_columns(sa.func.count()).scalar_subquery(),
        )
    ).one()
    paused, of_kept = Trouble(*found[:3]), Trouble(*found[3:])
    return next((one for one in (paused, of_kept) if one.since is not None and one.waiting), None)
