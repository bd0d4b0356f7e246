"""Everything that needs an administrator, across features; for `registry check`."""

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from registry import clock, settings
from registry.database.session import db
from registry.files import references
from registry.outbox import queries as outbox_queries
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.pages.queries import owed, stuck_tasks
from registry.records.queries import expiry, records
from registry.records.queries.causes import with_cause
from registry.sentences import in_words
from registry.sign_in.queries import breached_passwords
from registry.teams.models import Team
from registry.verification.queries import checks
from registry.verification.queries.checks import MOST_WAITING

#: A message that is this late means that no worker runs, or that the mail server is unavailable.
LATE = dt.timedelta(hours=1)
#: A file that waits longer than all the files before it can take.
LATE_FILE = dt.timedelta(minutes=MOST_WAITING)


def needs(now: dt.datetime) -> list[str]:
    """What an administrator should look at, one English sentence each; empty when all is well."""
    return [
        *map(str, expiry.concerns(now)),
        *_mail_settings(),
        *_mail_trouble(now),
        *breached_passwords.concerns(),
        *_messages(now),
        *stuck_tasks.lines(),
        *_oldest(None, "Installation", settings.timezone(), now),
        *_files(),
        *_brought_files(now),
        *_own_records(),
        *(
            line
            for team in db.session.scalars(sa.select(Team).order_by(Team.slug))
            for line in (*_oldest(team.id, f"Team {team.slug}", team.timezone, now), *_records(team))
        ),
    ]


def _mail_settings() -> Iterator[str]:
    if not settings.sends_mail() and not settings.is_demonstration():
        yield "No mail server is set (REGISTRY_MAIL_HOST): messages wait in the outbox."


def _mail_trouble(now: dt.datetime) -> Iterator[str]:
    """Problems with mail that somebody must mend: server, sign-in, sender, a limit."""
    trouble = outbox_queries.trouble(now)
    if trouble is not None:
        since = f"{trouble.since:%Y-%m-%d %H:%M} UTC"
        yield f"Mail does not leave since {since} (messages that wait: {trouble.waiting}): {trouble.answer}"


def _messages(now: dt.datetime) -> Iterator[str]:
    late = sa.and_(Message.fate == Fate.PLANNED.value, Message.due_at < now - LATE)
    waiting = _count(late)
    if waiting:
        yield f"{waiting} messages were due more than an hour ago and have not left: does the worker run?"
    lost = _count(Message.fate.in_([Fate.FAILED.value, Fate.REFUSED.value]) & ~Message.again.has())
    if lost:
        yield f"{lost} messages did not arrive and are not tried again: their teams’ message pages say why."


def _brought_files(now: dt.datetime) -> Iterator[str]:
    since = checks.waiting_since()
    if since is not None and since < now - LATE_FILE:
        yield f"A file has waited to be verified since {since:%Y-%m-%d %H:%M} UTC: does the worker run?"


def _count(condition: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Message).where(condition)) or 0


def _oldest(team_id: int | None, whose: str, zone: str, now: dt.datetime) -> Iterator[str]:
    oldest = owed.oldest(team_id, now, with_confidential=True)
    if oldest is not None:
        text = oldest.kind.label % {"day": in_words(clock.local_date(oldest.since, zone))}
        yield f"{whose}: {text}; that is the oldest thing owed. Does the worker run? Its log says why."


def _files() -> Iterator[str]:
    missing = references.missing()
    if missing:
        yield (
            f"{len(missing)} files that rows name are not there, such as {missing[0]}: "
            "“audit-check --files” names each; bring them back from a back-up."
        )


def _own_records() -> Iterator[str]:
    for code, problem in records.missing(None):
        yield f"Installation: record {code} is not made yet: {with_cause(problem)}"
    for code, problem in records.waiting(None):
        yield f"Installation: record {code} is below its PAdES level: {problem or 'held by the worker'}."


def _records(team: Team) -> Iterator[str]:
    for code, problem in records.missing(team.id):
        yield f"Team {team.slug}: record {code} is not made yet: {with_cause(problem)}"
    for code, problem in records.waiting(team.id):
        yield f"Team {team.slug}: record {code} is below its PAdES level: {problem or 'held by the worker'}."
