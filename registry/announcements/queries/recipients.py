"""To whom an announcement goes: the people who act for the partners of some tiers on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.models import User
from registry.announcements.rules.announcements import WRITTEN_TO
from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative, Signatory
from registry.partners.queries.register import RollRow, roll_of
from registry.partners.queries.representatives import active_on
from registry.teams.models import Membership
from registry.teams.rules import Tier


@dataclass(frozen=True)
class Addressee:
    """A person to write to, and their language."""

    name: str
    address: str
    language: str


@dataclass(frozen=True)
class Addressed:
    """An organization and the people to write to: nobody where none is known with an address."""

    partner: RollRow
    people: Sequence[Addressee]


def addressed(team_id: int, tiers: Collection[Tier], on: dt.date) -> list[Addressed]:
    """The partners of some tiers on a day, in list order, with those who are written to: whoever acts for one
    with an account, and where nobody does, its listed signatories with an address.
    """
    rows = [row for row in roll_of(team_id, on) if row.tier in tiers and row.status in WRITTEN_TO]
    acting, listed = _with_account(team_id, on), _signatories(team_id, on)
    return [Addressed(row, acting.get(row.id) or listed.get(row.id) or []) for row in rows]


def _with_account(team_id: int, on: dt.date) -> dict[int, list[Addressee]]:
    query = (
        sa.select(Representative.partner_id, User.name, User.email, User.language)
        .join(User, User.id == Representative.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id, User.disabled_at.is_(None), active_on(on))
        .order_by(Representative.id)
    )
    return _by_partner(query)


def _signatories(team_id: int, on: dt.date) -> dict[int, list[Addressee]]:
    language = sa.func.coalesce(sa.func.nullif(Signatory.language, ""), Partner.language)
    query = (
        sa.select(Signatory.partner_id, Signatory.name, Signatory.email, language)
        .join(Partner, Partner.id == Signatory.partner_id)
        .where(Partner.team_id == team_id, Signatory.email != "")
        .where(sa.or_(Signatory.started_on.is_(None), Signatory.started_on <= on))
        .where(sa.or_(Signatory.ended_on.is_(None), Signatory.ended_on > on))
        .order_by(Signatory.position, Signatory.id)
    )
    return _by_partner(query)


def _by_partner(query: sa.Select[int, str, str, str]) -> dict[int, list[Addressee]]:
    """The people by partner; each address once."""
    found: dict[int, dict[str, Addressee]] = defaultdict(dict)
    for partner_id, name, address, language in db.session.execute(query):
        found[partner_id].setdefault(address.lower(), Addressee(name, address, language))
    return {partner_id: list(people.values()) for partner_id, people in found.items()}
