"""Keeping, once a day, where each team's chain of events had come to, in a sealed record."""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry import clock
from registry.audit import check
from registry.audit.models import ChainHead, Event
from registry.audit.services import chain_of
from registry.audit.tags import Tag
from registry.extensions import db
from registry.records import orders
from registry.records.models import RecordOrder
from registry.records.rules import RecordKind
from registry.teams.models import Team
from registry.trail.models import Checkpoint

#: Checkpoints on one page of a list.
PAGE = 30


def subject_of(team_id: int) -> tuple[str, int]:
    """What the records of a team's checkpoints name."""
    return "trail", team_id


def teams_due(now: dt.datetime) -> list[int]:
    """The teams whose last day has events that no checkpoint covers yet."""
    teams = db.session.scalars(sa.select(Team).order_by(Team.id))
    return [team.id for team in teams if is_due(team, now)]


def is_due(team: Team, now: dt.datetime) -> bool:
    """Whether something was recorded before today that the last checkpoint does not cover.

    The record of that checkpoint is itself an event after it, and is no reason for another.
    """
    last = latest(team.id)
    query = (
        sa.select(Event)
        .where(Event.chain == chain_of(team.id), Event.seq > (last.events if last else 0))
        .where(Event.at < _midnight(team, now))
        .order_by(Event.seq)
        .limit(2)
    )
    ended_on = _ended_on(team, now)
    is_new_day = last is None or last.day < ended_on
    return is_new_day and any(not _is_of_checkpoint(event) for event in db.session.scalars(query))


def seal(team: Team, *, now: dt.datetime) -> Checkpoint | None:
    """Keep the head of a team's chain and owe the record that prints it; None where there is nothing new."""
    if not is_due(team, now):
        return None
    head = db.session.get_one(ChainHead, chain_of(team.id))
    last = latest(team.id)
    order = orders.order_record(
        RecordKind.CHECKPOINT,
        subject=subject_of(team.id),
        team_id=team.id,
        language=team.languages[0],
        now=now,
    )
    made = Checkpoint(
        team_id=team.id,
        day=_ended_on(team, now),
        events=head.seq,
        head=head.digest,
        previous_id=last.id if last else None,
        order_id=order.id,
        made_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made


def latest(team_id: int) -> Checkpoint | None:
    """The last checkpoint of a team."""
    return db.session.scalar(
        sa.select(Checkpoint)
        .where(Checkpoint.team_id == team_id)
        .order_by(Checkpoint.day.desc())
        .limit(1)
        .options(joinedload(Checkpoint.order))
    )


def checkpoint_of(order: RecordOrder) -> Checkpoint:
    """The checkpoint that a record prints."""
    query = sa.select(Checkpoint).where(Checkpoint.order_id == order.id)
    whole = query.options(
        joinedload(Checkpoint.team), joinedload(Checkpoint.previous).joinedload(Checkpoint.order)
    )
    return db.session.scalars(whole).one()


def page_of(team_id: int, *, before: dt.date | None = None) -> list[Checkpoint]:
    """Checkpoints of a team, the latest first, one more than a page shows."""
    query = sa.select(Checkpoint).where(Checkpoint.team_id == team_id)
    if before is not None:
        query = query.where(Checkpoint.day < before)
    whole = query.options(joinedload(Checkpoint.order).joinedload(RecordOrder.record))
    return list(db.session.scalars(whole.order_by(Checkpoint.day.desc()).limit(PAGE + 1)))


def sealed() -> dict[str, list[check.Checkpoint]]:
    """The heads through which each chain has to pass, by chain."""
    query = sa.select(Checkpoint).options(joinedload(Checkpoint.order)).order_by(Checkpoint.day)
    found: dict[str, list[check.Checkpoint]] = {}
    for one in db.session.scalars(query):
        found.setdefault(chain_of(one.team_id), []).append(_as_checked(one))
    return found


def sealed_of(team_id: int) -> list[check.Checkpoint]:
    """The heads through which a team's chain has to pass."""
    query = sa.select(Checkpoint).where(Checkpoint.team_id == team_id).order_by(Checkpoint.day)
    return [_as_checked(one) for one in db.session.scalars(query.options(joinedload(Checkpoint.order)))]


def _as_checked(one: Checkpoint) -> check.Checkpoint:
    return check.Checkpoint(one.events, one.head, one.day.isoformat(), one.order.code)


def _is_of_checkpoint(event: Event) -> bool:
    kind = event.details.get("kind")
    return event.tag == Tag.RECORD_ISSUED and kind == RecordKind.CHECKPOINT


def _ended_on(team: Team, now: dt.datetime) -> dt.date:
    """The last day that is over, in the team's time zone."""
    return clock.local_date(now, team.timezone) - dt.timedelta(days=1)


def _midnight(team: Team, now: dt.datetime) -> dt.datetime:
    """When today began, in the team's time zone."""
    today = clock.local_date(now, team.timezone)
    return dt.datetime.combine(today, dt.time(), ZoneInfo(team.timezone))
