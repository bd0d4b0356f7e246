"""Checkpoints of a chain: the latest one, the ones that are due, and whether they still match the chain."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry import clock, dates, settings
from registry.audit.models import Event
from registry.audit.rules import check
from registry.audit.rules.hash_chain import chain_of
from registry.audit_log.models import Checkpoint
from registry.database.queries import keysets
from registry.database.queries.keysets import Page
from registry.database.session import db
from registry.jobs.troubles import Due
from registry.records.models import Record, RecordOrder
from registry.records.rules import RecordEvent, RecordKind
from registry.teams.models import Team

#: Checkpoints on one page of a list.
PAGE = 30


@dataclass(frozen=True)
class Trail:
    """A chain of events and the time zone of its days: a team's, or the installation's own."""

    #: None for the installation's own.
    team_id: int | None
    #: IANA name.
    timezone: str
    #: The language of its records.
    language: str

    @property
    def chain(self) -> str:
        """The chain's name in events."""
        return chain_of(self.team_id)


def of_team(team: Team) -> Trail:
    """The trail of a team."""
    return Trail(team.id, team.timezone, team.languages[0])


def of_installation() -> Trail:
    """The trail of events that belong to no team: accounts, sign-ins, administrators, keys.

    It has no language.
    """
    return Trail(None, settings.timezone(), "en")


def subject_of(team_id: int | None) -> tuple[str, int]:
    """The subject of the records of a trail's checkpoints."""
    return "trail", team_id or 0


def rows() -> list[Due]:
    """All trails, the installation's first; for the worker."""
    team_ids = [None, *db.session.scalars(sa.select(Team.id).order_by(Team.id))]
    return [Due(team_id or 0, f"trail:{team_id or 0}", team_id) for team_id in team_ids]


def trail_of(team_id: int | None) -> Trail:
    """The trail of a team, or the installation's own."""
    return of_team(db.session.get_one(Team, team_id)) if team_id is not None else of_installation()


def is_due(trail: Trail, now: dt.datetime) -> bool:
    """Whether events before today are not covered by the latest checkpoint."""
    return due_since(trail, now) is not None


def due_since(trail: Trail, now: dt.datetime) -> dt.datetime | None:
    """When the first event to be sealed now was recorded; None when all are sealed."""
    return db.session.scalar(unsealed(trail, now))


def unsealed(trail: Trail, now: dt.datetime) -> sa.Select[dt.datetime]:
    """The moment of the first event that is to be sealed now.

    Events about the last checkpoint's own record do not count: each checkpoint would be the reason for the
    next one.
    """
    return unsealed_of(trail.team_id, trail.chain, ended_on(trail, now), began_at(trail, now))


def unsealed_of(
    team_id: int | None, chain: str, ended: dt.date, began: dt.datetime
) -> sa.Select[dt.datetime]:
    """The same, from the last completed day of the trail and the moment at which the present one began."""
    of_trail = Checkpoint.team_id == team_id
    covered = sa.select(sa.func.max(Checkpoint.events)).where(of_trail).scalar_subquery()
    is_sealed = sa.select(Checkpoint.id).where(of_trail, Checkpoint.day >= ended).exists()
    return (
        sa.select(Event.at)
        .where(Event.chain == chain, Event.seq > sa.func.coalesce(covered, 0))
        .where(Event.at < began, ~_is_of_checkpoint(), ~is_sealed)
        .order_by(Event.seq)
        .limit(1)
    )


def latest(team_id: int | None) -> Checkpoint | None:
    """The latest checkpoint of a team, or of the installation."""
    return db.session.scalar(
        sa.select(Checkpoint)
        .where(Checkpoint.team_id == team_id)
        .order_by(Checkpoint.day.desc())
        .limit(1)
        .options(joinedload(Checkpoint.order))
    )


def checkpoint_of(order: RecordOrder) -> Checkpoint:
    """The checkpoint of a record."""
    query = sa.select(Checkpoint).where(Checkpoint.order_id == order.id)
    whole = query.options(
        joinedload(Checkpoint.team), joinedload(Checkpoint.previous).joinedload(Checkpoint.order)
    )
    return db.session.scalars(whole).one()


def page_of(team_id: int | None, *, after: dt.date | None = None) -> Page[Checkpoint]:
    """A page of the checkpoints of a team or of the installation, the latest first."""
    query = sa.select(Checkpoint).where(Checkpoint.team_id == team_id)
    whole = query.options(joinedload(Checkpoint.order).joinedload(RecordOrder.record))
    return keysets.page(whole, Checkpoint.day, after, PAGE, descending=True)


def sealed() -> dict[str, list[check.Checkpoint]]:
    """The sealed heads of each chain."""
    query = sa.select(Checkpoint).options(joinedload(Checkpoint.order)).order_by(Checkpoint.day)
    heads: dict[str, list[check.Checkpoint]] = {}
    for checkpoint in db.session.scalars(query):
        heads.setdefault(chain_of(checkpoint.team_id), []).append(_as_checked(checkpoint))
    return heads


def sealed_of(team_id: int | None) -> list[check.Checkpoint]:
    """The sealed heads of one chain."""
    query = sa.select(Checkpoint).where(Checkpoint.team_id == team_id).order_by(Checkpoint.day)
    return [
        _as_checked(checkpoint)
        for checkpoint in db.session.scalars(query.options(joinedload(Checkpoint.order)))
    ]


def _as_checked(checkpoint: Checkpoint) -> check.Checkpoint:
    return check.Checkpoint(
        checkpoint.events, checkpoint.head, checkpoint.day.isoformat(), checkpoint.order.code
    )


def _is_of_checkpoint() -> sa.ColumnElement[bool]:
    """SQL condition: an event is about the record of a checkpoint."""
    record_id = sa.cast(Record.id, sa.String)
    records = sa.select(sa.literal("record:") + record_id).where(Record.kind == RecordKind.CHECKPOINT.value)
    return sa.and_(Event.tag.in_([RecordEvent.ISSUED, RecordEvent.AUGMENTED]), Event.subject.in_(records))


def ended_on(trail: Trail, now: dt.datetime) -> dt.date:
    """The last completed day in the trail's time zone."""
    return dates.shifted(clock.local_date(now, trail.timezone), -1)


def began_at(trail: Trail, now: dt.datetime) -> dt.datetime:
    """The beginning of today in the trail's time zone."""
    return dates.midnight(clock.local_date(now, trail.timezone), trail.timezone)
