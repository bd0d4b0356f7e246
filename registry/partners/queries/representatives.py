"""Who represents which partner on a day, and in which capacity an account acts for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.database.queries.statements import composed_once
from registry.database.session import db, kept_while_reading
from registry.errors import N_, NotFound
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant, Representative
from registry.partners.queries.register import status_on
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import ENDED
from registry.security.actors import Capacity
from registry.teams.hooks import finds_mandates
from registry.teams.queries.history import Told, events_told


def representatives_of(partner_id: int, on: dt.date) -> list[Representative]:
    """Those who act for a partner on a day, oldest first."""
    return [representative for representative in all_of(partner_id) if representative.is_active(on)]


def representative_of(partner: Partner, representative_id: int) -> Representative:
    """A present or former representative of a partner; raises `NotFound`."""
    representative = next((other for other in all_of(partner.id) if other.id == representative_id), None)
    if representative is None:
        raise NotFound(N_("There is no such representative."))
    return representative


def all_representatives(partner_id: int) -> list[Representative]:
    """Past, present and future representatives of a partner, oldest first."""
    return all_of(partner_id)


def acts_about(partner: Partner) -> dict[int, list[Told]]:
    """The events by which the representatives of a partner were added and ended, newest first, by account."""
    tags = (PartnerEvent.REPRESENTATIVE_ADDED, PartnerEvent.REPRESENTATIVE_ENDED)
    acts: dict[int, list[Told]] = defaultdict(list)
    for told in events_told(partner.team_id, ("partner", partner.id), tags):
        acts[told.event.details["user"]].append(told)
    return acts


def represents(user_id: int, partner_id: int, on: dt.date) -> bool:
    """Whether a person acts for a partner on a day."""
    query = sa.select(Representative.id).where(
        Representative.user_id == user_id, Representative.partner_id == partner_id, active_on(on)
    )
    return db.session.scalar(query.limit(1)) is not None


def capacity_for(user_id: int, partner_id: int, on: dt.date) -> Capacity | None:
    """The capacity in which a person speaks for a partner on a day; None when they do not."""
    query = sa.select(alternate_on(on)).where(
        Representative.user_id == user_id, Representative.partner_id == partner_id, active_on(on)
    )
    representatives = list(db.session.scalars(query))
    return spoken_as(is_alternate=all(representatives)) if representatives else None


def capacities_of(user_id: int, team_id: int, on: dt.date) -> dict[int, Capacity]:
    """The partners of a team that a person speaks for on a day, with the capacity, in one query."""
    return {
        partner_id: spoken_as(is_alternate=is_alternate)
        for partner_id, is_alternate, status in _represented(user_id, team_id, on)
        if status not in ENDED
    }


def represented_by(user_id: int, team_id: int, on: dt.date) -> frozenset[int]:
    """The partners of a team that a person represents on a day, also those that have left: what they have
    begun goes on.
    """
    return frozenset(partner_id for partner_id, *_ in _represented(user_id, team_id, on))


@kept_while_reading
def _represented(user_id: int, team_id: int, on: dt.date) -> list[tuple[int, bool, str]]:
    """Each partner that a person represents, whether only as alternate, and its status."""
    return [
        (partner_id, bool(is_alternate), status)
        for partner_id, is_alternate, status in _represented_rows(user_id, team_id, on)
    ]


@composed_once
def _represented_rows(user_id: int, team_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    return (
        sa.select(Partner.id, alternate_on(on), sa.func.coalesce(status_on(on), ""))
        .join(Representative, Representative.partner_id == Partner.id)
        .where(Partner.team_id == team_id, Partner.stands, Representative.user_id == user_id, active_on(on))
    )


def spoken_as(*, is_alternate: bool) -> Capacity:
    """The capacity of a representative or of an alternate."""
    return Capacity.ALTERNATE if is_alternate else Capacity.REPRESENTATIVE


@lru_cache
def alternate_on(on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: a representative can speak only as alternate on a day."""
    holding = sa.select(Grant.id).where(
        Grant.representative_id == Representative.id,
        Grant.stands,
        sa.or_(Grant.started_on.is_(None), Grant.started_on <= on),
        sa.or_(Grant.ended_on.is_(None), Grant.ended_on > on),
    )
    in_own_right = holding.where(Grant.is_alternate.is_(False))
    return sa.and_(holding.exists(), ~in_own_right.exists())


@finds_mandates(1)
def mandates(team_id: int, user_ids: Collection[int], on: dt.date) -> list[tuple[int, str]]:
    """The partners that some people of a team act for on a day, by account."""
    return [(user_id, name) for user_id, name in _represented_names(team_id, user_ids, on)]


@composed_once
def _represented_names(
    team_id: int, user_ids: Collection[int], on: dt.date
) -> sa.Select[Any, *tuple[Any, ...]]:
    return (
        sa.select(Representative.user_id, Partner.name)
        .join(Partner, Partner.id == Representative.partner_id)
        .where(Partner.team_id == team_id, Representative.user_id.in_(user_ids), active_on(on))
        .where(sa.func.coalesce(status_on(on), "").not_in([status.value for status in ENDED]))
        .order_by(Partner.sort_key, Partner.id)
    )


@lru_cache
def active_on(on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: a representative acts on a day."""
    return sa.and_(
        Representative.started_on <= on,
        sa.or_(Representative.ended_on.is_(None), Representative.ended_on > on),
    )


def all_of(partner_id: int) -> list[Representative]:
    query = (
        sa.select(Representative)
        .where(Representative.partner_id == partner_id)
        .options(
            joinedload(Representative.user, innerjoin=True),
            joinedload(Representative.partner),
            joinedload(Representative.grants).joinedload(Grant.recorded_by),
        )
        .order_by(Representative.started_on, Representative.id)
    )
    return list(db.session.scalars(query).unique())
