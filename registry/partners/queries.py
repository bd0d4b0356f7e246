"""Finding a partner, or something that belongs to it, by its number."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from registry.errors import N_, NotFound
from registry.extensions import db
from registry.partners.models import Organization, Partner, Signatory, StatusChange, TierChange

Change = TypeVar("Change", TierChange, StatusChange)


def partner_of(team_id: int, partner_id: int) -> Partner:
    """A partner of a team with its organization; `NotFound` where there is none."""
    query = sa.select(Partner).where(Partner.team_id == team_id, Partner.id == partner_id)
    query = query.options(joinedload(Partner.organization, innerjoin=True))
    found: Partner | None = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such partner."))
    return found


def change_of(model: type[Change], partner: Partner, change_id: int) -> Change:
    """A line of a partner's tiers or statuses; `NotFound` where there is none."""
    query = sa.select(model).where(model.partner_id == partner.id, model.id == change_id)
    found: Change | None = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such entry."))
    return found


def signatory_of(partner: Partner, signatory_id: int) -> Signatory:
    """A person listed as signatory of a partner; `NotFound` where there is none."""
    query = sa.select(Signatory).where(Signatory.partner_id == partner.id, Signatory.id == signatory_id)
    found: Signatory | None = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such signatory."))
    return found


def organization(organization_id: int | None) -> Organization:
    """An organization by its number; `NotFound` where there is none."""
    found = db.session.get(Organization, organization_id) if organization_id is not None else None
    if found is None:
        raise NotFound(N_("There is no such organization."))
    return found
