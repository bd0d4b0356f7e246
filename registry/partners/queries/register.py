"""All partners of a team with their tier and status on a day, in one query; or how many of each kind."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from registry.database.queries.statements import composed_once
from registry.database.session import kept_while_reading
from registry.errors import N_, NotFound
from registry.partners.models.partners import Partner, StatusChange, TierChange
from registry.partners.rules.partners import ENDED, Status
from registry.teams.rules import Tier


class Kind(NamedTuple):
    """What of a partner decides what is asked of it: those of one kind that did nothing stand alike."""

    status: Status
    tier: Tier | None
    signatures_needed: int
    #: As in `RollRow`; None as well where the day is left out.
    joined_on: dt.date | None = None


@dataclass(frozen=True)
class RollRow:
    """One partner on a day."""

    id: int
    name: str
    position: int
    signatures_needed: int
    tier: Tier | None
    status: Status
    #: The day on which it became a partner, after the last end if it came back; None while it is joining.
    joined_on: dt.date | None = None

    @property
    def kind(self) -> Kind:
        """What it has in common with others."""
        return Kind(self.status, self.tier, self.signatures_needed, self.joined_on)


@lru_cache
def tier_on(on: dt.date) -> sa.ScalarSelect[str]:
    """SQL expression: a partner's tier on a day; null while it is to be set."""
    return _latest(TierChange, TierChange.tier, on, TierChange.tier != "")


@lru_cache
def status_on(on: dt.date) -> sa.ColumnElement[str]:
    """SQL expression: a partner's status on a day; null before its first."""
    dated = _latest(StatusChange, StatusChange.status, on)
    return sa.case((Partner.stands, dated), else_=Status.MISTAKE.value)


@lru_cache
def joined_on(on: dt.date) -> sa.ScalarSelect[dt.date]:
    """SQL expression: the day on which a partner last joined until a day; null while joining."""
    ended = aliased(StatusChange)
    last_end = (
        sa.select(sa.func.max(ended.effective_on))
        .where(ended.partner_id == Partner.id, ended.stands, ended.effective_on <= on)
        .where(ended.status.in_(ENDED))
        .correlate(Partner)
        .scalar_subquery()
    )
    return (
        sa.select(sa.func.min(StatusChange.effective_on))
        .where(StatusChange.partner_id == Partner.id, StatusChange.stands, StatusChange.effective_on <= on)
        .where(StatusChange.status == Status.PARTNER)
        .where(sa.or_(last_end.is_(None), StatusChange.effective_on >= last_end))
        .correlate(Partner)
        .scalar_subquery()
    )


@kept_while_reading
def roll_of(team_id: int, on: dt.date) -> list[RollRow]:
    """All partners of a team on a day, in list order, without those entered by mistake."""
    return [_row(row) for row in _roll(team_id, on)]


@composed_once
def _roll(team_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    return _rows(team_id, on).where(Partner.stands).order_by(Partner.position, Partner.id)


@kept_while_reading
def kinds_of(team_id: int, on: dt.date, *, with_days: bool) -> Mapping[Kind, int]:
    """How many partners of each kind there are in a team on a day, without those entered by mistake.

    The day on which they joined is part of their kind or left out.
    """
    found: Counter[Kind] = Counter()
    for *alike, count in _kinds(team_id, on, with_days=with_days):
        found[kind_of(*alike)] += count
    return found


@composed_once
def _kinds(team_id: int, on: dt.date, *, with_days: bool) -> sa.Select[Any, *tuple[Any, ...]]:
    alike = kind_on(on, with_days=with_days)
    each = sa.select(*alike).where(Partner.team_id == team_id, Partner.stands).subquery()
    return sa.select(*each.c, sa.func.count()).group_by(*each.c)


def kind_on(on: dt.date, *, with_days: bool) -> Sequence[sa.ColumnElement[Any]]:
    """SQL expressions of what `kind_of` takes; reading the days takes as long as all the rest."""
    alike = (
        status_on(on).label("status"),
        tier_on(on).label("tier"),
        Partner.signatures_needed.label("signatures_needed"),
    )
    return (*alike, joined_on(on).label("joined_on")) if with_days else alike


def kind_of(
    status: Status | None, tier: str | None, signatures_needed: int, joined: dt.date | None = None
) -> Kind:
    """The kind of a partner from what the database says of it: joining before its first status."""
    return Kind(status or Status.JOINING, Tier(tier) if tier else None, signatures_needed, joined)


def partner_on_roll(team_id: int, partner_id: int, on: dt.date) -> RollRow:
    """One partner of a team on a day; raises `NotFound`."""
    row = _of_partner(team_id, partner_id, on).first()
    if row is None:
        raise NotFound(N_("There is no such partner."))
    return _row(row)


@composed_once
def _of_partner(team_id: int, partner_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    return _rows(team_id, on).where(Partner.id == partner_id)


def _rows(team_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    return sa.select(
        Partner.id,
        Partner.name,
        Partner.position,
        Partner.signatures_needed,
        tier_on(on),
        status_on(on),
        joined_on(on),
    ).where(Partner.team_id == team_id)


def _row(row: Sequence[Any]) -> RollRow:
    return RollRow(
        id=row[0],
        name=row[1],
        position=row[2],
        signatures_needed=row[3],
        tier=Tier(row[4]) if row[4] else None,
        status=row[5] or Status.JOINING,
        joined_on=row[6],
    )


def _latest(
    change: type[TierChange] | type[StatusChange],
    column: sa.SQLColumnExpression[str],
    on: dt.date,
    *counts: sa.ColumnElement[bool],
) -> sa.ScalarSelect[str]:
    """The latest row that stands on a day, of those that count."""
    return (
        sa.select(column)
        .where(change.partner_id == Partner.id, change.stands, change.effective_on <= on, *counts)
        .order_by(change.effective_on.desc(), change.id.desc())
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
