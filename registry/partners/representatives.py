"""Those who act for a partner with an account of their own: since when, until when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, InvalidInput, NotFound, RuleBroken
from registry.extensions import db
from registry.partners.grants import Receiver, Said, end_all, first_grant
from registry.partners.models import Grant, Partner, Representative
from registry.partners.roll import status_on
from registry.partners.rules import ENDED
from registry.partners.trail import note
from registry.teams import people
from registry.teams.acting import Capacity, Person
from registry.teams.holdings import Holding, finds_holdings
from registry.teams.mandates import finds_mandates
from registry.teams.trail import Told, events_told


def add_representative(
    partner: Partner,
    *,
    user_id: int,
    title: str = "",
    started_on: dt.date,
    said: Said | None = None,
    actor: audit.Actor,
    now: dt.datetime,
) -> Representative:
    """Let a person act for a partner from a day on.

    What lets them is `said`; where nothing is, they speak by their title.
    """
    theirs = [one for one in _all(partner.id) if one.user_id == user_id]
    if any(one.ended_on is None or one.ended_on > started_on for one in theirs):
        raise RuleBroken(N_("This person represents %(name)s already."), field="email", name=partner.name)
    added = Representative(partner=partner, user_id=user_id, title=title, started_on=started_on)
    db.session.add(added)
    db.session.flush()
    ground = replace(said or Said(reference=title), started_on=started_on)
    first_grant(partner, Receiver(representative=added), ground, actor=actor, now=now)
    note(Tag.REPRESENTATIVE_ADDED, partner, actor, now, user=user_id, started_on=started_on.isoformat())
    return added


def invite_representative(
    partner: Partner,
    *,
    user_id: int | None,
    name: str,
    email: str,
    language: str,
    title: str,
    started_on: dt.date,
    said: Said | None = None,
    actor: audit.Actor,
    now: dt.datetime,
) -> Representative:
    """Let a person of the team act for a partner, or somebody else, who is invited to an account."""
    if user_id is None and not email:
        raise InvalidInput(
            N_("Choose a person, or give the e-mail address of the one to invite."), field="email"
        )
    user = people.let_take_part(
        partner.team, user_id=user_id, name=name, email=email, language=language, actor=actor, now=now
    )
    assert user is not None
    return add_representative(
        partner, user_id=user.id, title=title, started_on=started_on, said=said, actor=actor, now=now
    )


def end_representative(
    representative: Representative, *, on: dt.date, actor: audit.Actor, now: dt.datetime
) -> None:
    """From a day on this person no longer acts for the partner; what they did stays."""
    if on < representative.started_on:
        raise RuleBroken(N_("They cannot end before the day they began."), field="on")
    end_all(representative, on=on)
    partner, who = representative.partner, representative.user_id
    note(Tag.REPRESENTATIVE_ENDED, partner, actor, now, user=who, ended_on=on.isoformat())


def representatives_of(partner_id: int, on: dt.date) -> list[Representative]:
    """Those who act for a partner on a day, in the order in which they came."""
    return [one for one in _all(partner_id) if one.is_active(on)]


def representative_of(partner: Partner, representative_id: int) -> Representative:
    """A person listed as representative of a partner, now or once; `NotFound` where there is none."""
    found = next((one for one in _all(partner.id) if one.id == representative_id), None)
    if found is None:
        raise NotFound(N_("There is no such representative."))
    return found


def all_representatives(partner_id: int) -> list[Representative]:
    """Those who act for a partner, did once or will, in the order in which they came."""
    return _all(partner_id)


def acts_about(partner: Partner) -> dict[int, list[Told]]:
    """Who added and ended the representatives of a partner, newest first, by account."""
    tags = (Tag.REPRESENTATIVE_ADDED, Tag.REPRESENTATIVE_ENDED)
    found: dict[int, list[Told]] = defaultdict(list)
    for told in events_told(partner.team_id, ("partner", partner.id), tags):
        found[told.event.details["user"]].append(told)
    return found


def represents(user_id: int, partner_id: int, on: dt.date) -> bool:
    """Whether a person acts for a partner on a day."""
    query = sa.select(Representative.id).where(
        Representative.user_id == user_id, Representative.partner_id == partner_id, active_on(on)
    )
    return db.session.scalar(query.limit(1)) is not None


def capacity_for(user_id: int, partner_id: int, on: dt.date) -> Capacity | None:
    """In which capacity a person speaks for a partner on a day; None where they do not."""
    query = sa.select(alternate_on(on)).where(
        Representative.user_id == user_id, Representative.partner_id == partner_id, active_on(on)
    )
    found = list(db.session.scalars(query))
    return spoken_as(is_alternate=all(found)) if found else None


def capacities_of(user_id: int, team_id: int, on: dt.date) -> dict[int, Capacity]:
    """The partners of a team that a person speaks for on a day, with their capacity, in one query."""
    query = (
        sa.select(Partner.id, alternate_on(on))
        .join(Representative, Representative.partner_id == Partner.id)
        .where(Partner.team_id == team_id, Representative.user_id == user_id, active_on(on))
        .where(sa.func.coalesce(status_on(on), "").not_in([status.value for status in ENDED]))
    )
    return {row[0]: spoken_as(is_alternate=bool(row[1])) for row in db.session.execute(query)}


def spoken_as(*, is_alternate: bool) -> Capacity:
    """The capacity of who speaks in their own right, or where the others cannot."""
    return Capacity.ALTERNATE if is_alternate else Capacity.REPRESENTATIVE


def alternate_on(on: dt.date) -> sa.ColumnElement[bool]:
    """Whether a representative speaks only as alternate on a day, for a query over them."""
    holding = sa.select(Grant.id).where(
        Grant.representative_id == Representative.id,
        Grant.superseded_by_id.is_(None),
        sa.or_(Grant.started_on.is_(None), Grant.started_on <= on),
        sa.or_(Grant.ended_on.is_(None), Grant.ended_on > on),
    )
    in_own_right = holding.where(Grant.is_alternate.is_(False))
    return sa.and_(holding.exists(), ~in_own_right.exists())


def partners_of(user_id: int, team_id: int, on: dt.date) -> list[Partner]:
    """The partners of a team that a person acts for on a day; one that has withdrawn is none."""
    query = (
        sa.select(Partner)
        .join(Representative, Representative.partner_id == Partner.id)
        .where(Partner.team_id == team_id, Representative.user_id == user_id, active_on(on))
        .where(sa.func.coalesce(status_on(on), "").not_in([status.value for status in ENDED]))
        .order_by(Partner.sort_key, Partner.id)
    )
    return list(db.session.scalars(query).unique())


@finds_mandates
def mandates(team_id: int, user_ids: Collection[int], on: dt.date) -> list[tuple[int, str]]:
    """The partners that some people of a team act for on a day, by account."""
    query = (
        sa.select(Representative.user_id, Partner.name)
        .join(Partner, Partner.id == Representative.partner_id)
        .where(Partner.team_id == team_id, Representative.user_id.in_(user_ids), active_on(on))
        .where(sa.func.coalesce(status_on(on), "").not_in([status.value for status in ENDED]))
        .order_by(Partner.sort_key, Partner.id)
    )
    return [(user_id, name) for user_id, name in db.session.execute(query)]


@finds_holdings
def holdings(team_id: int, user_id: int, on: dt.date) -> list[Holding]:
    """The partners of a team that a person acts for on a day or later."""
    query = (
        sa.select(Representative)
        .join(Partner, Partner.id == Representative.partner_id)
        .where(Partner.team_id == team_id, Representative.user_id == user_id)
        .where(sa.or_(Representative.ended_on.is_(None), Representative.ended_on > on))
        .order_by(Representative.id)
    )
    return [
        Holding(_("Represents %(partner)s", partner=one.partner.name), partial(_end_with_role, one))
        for one in db.session.scalars(query)
    ]


def _end_with_role(one: Representative, on: dt.date, by: Person, now: dt.datetime) -> None:
    end_representative(one, on=max(on, one.started_on), actor=by.actor, now=now)


def active_on(on: dt.date) -> sa.ColumnElement[bool]:
    """Whether a representative acts on a day, for a query over them."""
    return sa.and_(
        Representative.started_on <= on,
        sa.or_(Representative.ended_on.is_(None), Representative.ended_on > on),
    )


def _all(partner_id: int) -> list[Representative]:
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
