"""A team's whole roll on a day: every partner with the tier and status it has then, in one query."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.extensions import db
from registry.partners.models import Partner, StatusChange, TierChange
from registry.partners.rules import Status
from registry.teams.rules import Tier


@dataclass(frozen=True)
class RollRow:
    """One partner on a day."""

    id: int
    name: str
    position: int
    signatures_needed: int
    tier: Tier | None
    status: Status


def tier_on(on: dt.date) -> sa.ScalarSelect[str]:
    """The tier a partner has on a day, for a query over partners; empty or null while it is to be set."""
    return _latest(TierChange, TierChange.tier, on)


def status_on(on: dt.date) -> sa.ScalarSelect[str]:
    """The status a partner has on a day, for a query over partners; null before its first."""
    return _latest(StatusChange, StatusChange.status, on)


def roll_of(team_id: int, on: dt.date) -> list[RollRow]:
    """All partners of a team on a day, in the order of the team's list."""
    rows = db.session.execute(
        sa.select(
            Partner.id, Partner.name, Partner.position, Partner.signatures_needed, tier_on(on), status_on(on)
        )
        .where(Partner.team_id == team_id)
        .order_by(Partner.position, Partner.id)
    )
    return [
        RollRow(
            id=row[0],
            name=row[1],
            position=row[2],
            signatures_needed=row[3],
            tier=Tier(row[4]) if row[4] else None,
            status=Status(row[5]) if row[5] else Status.JOINING,
        )
        for row in rows
    ]


def _latest(
    change: type[TierChange] | type[StatusChange], column: sa.SQLColumnExpression[str], on: dt.date
) -> sa.ScalarSelect[str]:
    return (
        sa.select(column)
        .where(change.partner_id == Partner.id, change.superseded_by_id.is_(None), change.effective_on <= on)
        .order_by(change.effective_on.desc(), change.id.desc())
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
