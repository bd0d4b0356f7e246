"""Queries about messages, their fates, and the reason why mail is not sent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.queries.statements import composed_once
from registry.database.session import db
from registry.outbox.models import MailPause, Message
from registry.outbox.rules.messages import LOST, Fate

#: Messages on one page.
PAGE = 50


def is_posted(dedupe_key: str) -> bool:
    """Whether a message with this key was ever posted."""
    return db.session.scalar(sa.select(Message.id).where(Message.dedupe_key == dedupe_key)) is not None


def messages_about(subjects: Iterable[tuple[str, int]], *, limit: int = 200) -> list[Message]:
    """The messages about some things, newest first."""
    return list(_about([f"{kind}:{identity}" for kind, identity in subjects], limit).scalars())


@composed_once
def _about(subjects: Sequence[str], limit: int) -> sa.Select[Message]:
    return _with_what_followed().where(Message.subject.in_(subjects)).order_by(Message.id.desc()).limit(limit)


def _with_what_followed() -> sa.Select[Message]:
    """Messages, each with the message that was later sent in its place."""
    return sa.select(Message).options(joinedload(Message.again))


def messages_of(team_id: int, *, after: int | None = None) -> Page[Message]:
    """A page of a team's messages without confidential ones, newest first."""
    query = _with_what_followed().where(Message.team_id == team_id, Message.confidential.is_(False))
    return keysets.page(query, Message.id, after, PAGE, descending=True)


def message(message_id: int, *, team_id: int) -> Message | None:
    """One message of a team."""
    found = db.session.get(Message, message_id)
    return found if found and found.team_id == team_id else None


def messages_with_fate(team_id: int, fates: Iterable[Fate], *, limit: int) -> list[Message]:
    """A team's newest messages with some fates, without confidential messages and those already sent
    again.
    """
    return list(_with_fate(team_id, [fate.value for fate in fates], limit).scalars())


def any_lost(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: a message of a team did not arrive."""
    is_lost = Message.fate.in_([fate.value for fate in LOST])
    return sa.select(Message.id).where(Message.team_id == team_id, is_lost).exists()


@composed_once
def _with_fate(team_id: int, fates: Sequence[str], limit: int) -> sa.Select[Message]:
    return (
        sa.select(Message)
        .where(Message.team_id == team_id, Message.confidential.is_(False), ~Message.again.has())
        .where(Message.fate.in_(fates))
        .order_by(Message.id.desc())
        .limit(limit)
    )


def newest_lost(subject: tuple[str, int]) -> Message | None:
    """The newest message about a thing that did not arrive and was not sent again, if there is one."""
    query = (
        sa.select(Message)
        .where(Message.subject == f"{subject[0]}:{subject[1]}", ~Message.again.has())
        .where(Message.fate.in_([fate.value for fate in LOST]))
        .order_by(Message.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def latest(*, limit: int) -> list[Message]:
    """The newest messages of the installation, for the demonstration's outbox page."""
    return list(db.session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(limit)))


THE_ONE = 1


@dataclass(frozen=True)
class Trouble:
    """Why mail is not being sent, in the words of the server or the network."""

    answer: str
    since: dt.datetime
    #: How many messages wait until it is mended.
    waiting: int


def is_paused(now: dt.datetime) -> bool:
    """Whether sending is paused."""
    row = db.session.get(MailPause, THE_ONE)
    return row is not None and now < row.until


def trouble(now: dt.datetime, *, team_id: int | None = None) -> Trouble | None:
    """Why due messages of a team (or of all teams) wait; None when no general cause delays them."""
    row = _due_and_kept(now, team_id).one()
    paused, of_kept = Trouble(*row[:3]), Trouble(*row[3:])
    return next(
        (
            trouble_found
            for trouble_found in (paused, of_kept)
            if trouble_found.since is not None and trouble_found.waiting
        ),
        None,
    )


def any_kept_back(team_id: int) -> sa.ColumnElement[bool]:
    """SQL condition: sending is paused, or a cause of its own keeps a message of a team."""
    kept = Message.kept_since.is_not(None) & (Message.fate == Fate.PLANNED.value)
    of_team = sa.select(Message.id).where(Message.team_id == team_id, kept)
    return sa.or_(sa.select(MailPause.id).exists(), of_team.exists())


@composed_once
def _due_and_kept(now: dt.datetime, team_id: int | None) -> sa.Select[Any, *tuple[Any, ...]]:
    """Why all messages wait and how many do; the same of those that a cause of their own keeps."""
    of_team = sa.true() if team_id is None else Message.team_id == team_id
    due = sa.select(Message).where(Message.fate == Fate.PLANNED.value, Message.due_at <= now, of_team)
    kept_due = due.where(Message.kept_since.is_not(None))
    oldest = kept_due.with_only_columns(Message.last_answer).order_by(Message.kept_since, Message.id).limit(1)
    return sa.select(
        sa.select(MailPause.answer).scalar_subquery(),
        sa.select(MailPause.began_at).scalar_subquery(),
        due.with_only_columns(sa.func.count()).scalar_subquery(),
        oldest.scalar_subquery(),
        kept_due.with_only_columns(sa.func.min(Message.kept_since)).scalar_subquery(),
        kept_due.with_only_columns(sa.func.count()).scalar_subquery(),
    )


def messages_in(ids: Iterable[int]) -> list[Message]:
    """Messages by id, oldest first."""
    return list(db.session.scalars(sa.select(Message).where(Message.id.in_(ids)).order_by(Message.id)))
