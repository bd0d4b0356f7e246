"""To whom an announcement goes: the people who act for the partners of some tiers on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative, Signatory
from registry.partners.queries.register import RollRow, roll_of
from registry.partners.queries.representatives import active_on
from registry.partners.rules.grounds import TAKING_PART
from registry.teams.models import Membership
from registry.teams.rules import Tier

#: Partner, name, address and language of persons.
People = sa.Select[int, str, str, str]


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
    with an account, and its listed signatories and contacts; each address once.
    """
    rows = [row for row in roll_of(team_id, on) if row.tier in tiers and row.status in TAKING_PART]
    people = _by_partner([_with_account(team_id, on), _signatories(team_id, on)])
    return [Addressed(row, people.get(row.id, [])) for row in rows]


def _with_account(team_id: int, on: dt.date) -> People:
    return (
        sa.select(Representative.partner_id, User.name, User.email, User.language)
        .join(User, User.id == Representative.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id, User.disabled_at.is_(None), active_on(on))
        .order_by(Representative.id)
    )


def _signatories(team_id: int, on: dt.date) -> People:
    language = sa.func.coalesce(sa.func.nullif(Signatory.language, ""), Partner.language)
    return (
        sa.select(Signatory.partner_id, Signatory.name, Signatory.email, language)
        .join(Partner, Partner.id == Signatory.partner_id)
        .where(Partner.team_id == team_id, Signatory.email != "")
        .where(sa.or_(Signatory.started_on.is_(None), Signatory.started_on <= on))
        .where(sa.or_(Signatory.ended_on.is_(None), Signatory.ended_on > on))
        .order_by(Signatory.position, Signatory.id)
    )


def _by_partner(queries: Iterable[People]) -> dict[int, list[Addressee]]:
    """The people by partner; each address once, as it was found first."""
    found: dict[int, dict[str, Addressee]] = defaultdict(dict)
    for query in queries:
        for partner_id, name, address, language in db.session.execute(query):
            found[partner_id].setdefault(address.lower(), Addressee(name, address, language))
    return {partner_id: list(people.values()) for partner_id, people in found.items()}
