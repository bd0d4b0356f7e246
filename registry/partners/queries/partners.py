"""Finds a partner, or something that belongs to it, by number."""

from collections.abc import Collection
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.database.session import db
from registry.errors import N_, NotFound
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Partner, Schedule, StatusChange, TierChange
from registry.partners.models.people import Signatory
from registry.partners.rules.names import fold_name


def suggest_same_organization(team_id: int, name: str) -> list[Organization]:
    """Organizations of other teams with the same name: possibly the same one; a person decides."""
    here = sa.select(Partner.organization_id).where(Partner.team_id == team_id, Partner.stands)
    query = (
        sa.select(Organization)
        .where(
            Organization.name_key == fold_name(name),
            Organization.merged_into_id.is_(None),
            Organization.id.not_in(here),
            sa.exists().where(Partner.organization_id == Organization.id, Partner.stands),
        )
        .order_by(Organization.id)
        .limit(5)
    )
    return list(db.session.scalars(query))


def is_shared(partner: Partner) -> bool:
    """Whether another team lists the same organization."""
    others = sa.select(Partner.id).where(
        Partner.organization_id == partner.organization_id, Partner.id != partner.id
    )
    return db.session.scalar(others.limit(1)) is not None


Change = TypeVar("Change", TierChange, StatusChange, Schedule)


def partner_of(team_id: int, partner_id: int) -> Partner:
    """A partner of a team with its organization; raises `NotFound`."""
    query = sa.select(Partner).where(Partner.team_id == team_id, Partner.id == partner_id)
    query = query.options(joinedload(Partner.organization, innerjoin=True))
    partner: Partner | None = db.session.scalar(query)
    if partner is None:
        raise NotFound(N_("There is no such partner."))
    return partner


def partner_called(team_id: int, name: str) -> Partner | None:
    """The partner of a team with a name, regardless of case, accents and dashes; none entered by mistake."""
    query = sa.select(Partner).where(
        Partner.team_id == team_id, Partner.name_key == fold_name(name), Partner.stands
    )
    with db.session.no_autoflush:
        return db.session.scalar(query)


def names_in_use(team_id: int, names: Collection[str]) -> dict[str, str]:
    """Those of the names that partners of a team have, as these write them, by the folded name."""
    query = sa.select(Partner.name_key, Partner.name).where(
        Partner.team_id == team_id, Partner.name_key.in_(set(map(fold_name, names))), Partner.stands
    )
    return {row.name_key: row.name for row in db.session.execute(query)}


def change_of(model: type[Change], partner: Partner, change_id: int) -> Change:
    """A tier, status or schedule of a partner; raises `NotFound`."""
    query = sa.select(model).where(model.partner_id == partner.id, model.id == change_id)
    change: Change | None = db.session.scalar(query)
    if change is None:
        raise NotFound(N_("There is no such entry."))
    return change


def signatory_of(partner: Partner, signatory_id: int) -> Signatory:
    """A listed signatory of a partner; raises `NotFound`."""
    query = sa.select(Signatory).where(Signatory.partner_id == partner.id, Signatory.id == signatory_id)
    signatory: Signatory | None = db.session.scalar(query)
    if signatory is None:
        raise NotFound(N_("There is no such signatory."))
    return signatory


def organization(organization_id: int | None) -> Organization:
    """An organization by its number; raises `NotFound`."""
    organization_found = (
        db.session.get(Organization, organization_id) if organization_id is not None else None
    )
    if organization_found is None:
        raise NotFound(N_("There is no such organization."))
    return organization_found
