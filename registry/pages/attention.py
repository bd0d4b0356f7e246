"""All that needs an administrator, across the features: for `registry check`."""

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from flask import current_app

from registry.accounts import breached
from registry.commitments import owed
from registry.extensions import db
from registry.outbox.models import Message
from registry.outbox.rules import Fate
from registry.records import augmentations, checks, orders, watching
from registry.records.checks import MOST_WAITING
from registry.teams.models import Team

#: A message that should have left so long ago tells that no worker runs, or that the mail server is away.
LATE = dt.timedelta(hours=1)
#: As a file does that waits longer than all before it can take.
LATE_FILE = dt.timedelta(minutes=MOST_WAITING)


def needs(now: dt.datetime) -> list[str]:
    """What an administrator is to look at, a sentence each in English; nothing when all is well."""
    return [
        *map(str, watching.concerns(now)),
        *_mail_settings(),
        *breached.concerns(),
        *_messages(now),
        *_brought_files(now),
        *_own_records(),
        *(
            line
            for team in db.session.scalars(sa.select(Team).order_by(Team.slug))
            for line in _records(team)
        ),
    ]


def _mail_settings() -> Iterator[str]:
    if not current_app.config["REGISTRY_MAIL"].host and current_app.config["REGISTRY_MODE"] != "demo":
        yield "No mail server is set (REGISTRY_MAIL_HOST): messages wait in the outbox."


def _messages(now: dt.datetime) -> Iterator[str]:
    late = sa.and_(Message.fate == Fate.PLANNED.value, Message.due_at < now - LATE)
    waiting = _count(late)
    if waiting:
        yield f"{waiting} messages were due more than an hour ago and have not left: does the worker run?"
    lost = _count(Message.fate.in_([Fate.FAILED.value, Fate.REFUSED.value]))
    if lost:
        yield f"{lost} messages did not arrive and are not tried again: their teams’ message pages say why."


def _brought_files(now: dt.datetime) -> Iterator[str]:
    since = checks.waiting_since()
    if since is not None and since < now - LATE_FILE:
        yield f"A file has waited to be verified since {since:%Y-%m-%d %H:%M} UTC: does the worker run?"


def _count(condition: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Message).where(condition)) or 0


def _own_records() -> Iterator[str]:
    for code, problem in orders.missing(None):
        yield f"Installation: record {code} is not made yet: {problem or 'held by the worker'}."
    for code, problem in augmentations.waiting(None):
        yield f"Installation: record {code} is below its PAdES level: {problem or 'held by the worker'}."


def _records(team: Team) -> Iterator[str]:
    for code, problem in [*owed.missing_records(team.id), *orders.missing(team.id)]:
        yield f"Team {team.slug}: record {code} is not made yet: {problem or 'held by the worker'}."
    for code, problem in augmentations.waiting(team.id):
        yield f"Team {team.slug}: record {code} is below its PAdES level: {problem or 'held by the worker'}."
