"""Reverses mistaken entries; the audit trail keeps both the entry and its reversal.

The caller has checked that nothing depends on the entries. A row of a partner's history is corrected by
another row; a partner or person entered by mistake leaves no row.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from registry.audit.services import events
from registry.database.session import db
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import (
    Partner,
    PartnerName,
    PartnerWord,
    Schedule,
    ScheduleLine,
    StatusChange,
    TierChange,
)
from registry.partners.models.people import Grant, Signatory
from registry.partners.queries.partners import is_shared
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import in_force
from registry.partners.services.partners import call_partner
from registry.partners.services.tiers import add_tier
from registry.security.actors import Act
from registry.teams.rules import Tier

#: The tables of a partner's own rows, in the order of deletion.
_PARTS = (PartnerWord, PartnerName, Grant, Signatory, TierChange, StatusChange, Schedule)


def remove_partner(partner: Partner, *, act: Act) -> None:
    """Remove a partner entered by mistake, with everything that belongs to it alone."""
    events.record(PartnerEvent.REMOVED, partner, act)
    db.session.flush()
    own = None if is_shared(partner) else partner.organization_id
    partner_id = partner.id
    db.session.expunge(partner)
    its_schedules = sa.select(Schedule.id).where(Schedule.partner_id == partner_id)
    db.session.execute(sa.delete(ScheduleLine).where(ScheduleLine.schedule_id.in_(its_schedules)))
    for part in _PARTS:
        db.session.execute(sa.delete(part).where(part.partner_id == partner_id))
    db.session.execute(sa.delete(Partner).where(Partner.id == partner_id))
    if own is not None:
        db.session.execute(sa.delete(Organization).where(Organization.id == own))


def remove_signatory(signatory: Signatory, *, act: Act) -> None:
    """Remove a signatory who never signed for the partner, with their authority."""
    partner, signatory_id = signatory.partner, signatory.id
    events.record(PartnerEvent.SIGNATORY_REMOVED, partner, act, signatory=signatory_id)
    db.session.flush()
    db.session.execute(sa.delete(Grant).where(Grant.signatory_id == signatory_id))
    db.session.execute(sa.delete(Signatory).where(Signatory.id == signatory_id))
    db.session.expire(partner, ["signatories"])


def put_partner_back(
    partner: Partner,
    cells: Mapping[str, Any],
    *,
    names_never_borne: Sequence[int] = (),
    act: Act,
) -> None:
    """Restore a partner's earlier cells; a mistaken name is not added to the former names."""
    for cell, value in cells.items():
        setattr(partner, cell, value)
    call_partner(partner, partner.name)
    if "name" in cells and not is_shared(partner):
        partner.organization.name, partner.organization.name_key = partner.name, partner.name_key
    db.session.execute(sa.delete(PartnerName).where(PartnerName.id.in_(names_never_borne)))
    events.record(PartnerEvent.CHANGED, partner, act, signatures_needed=partner.signatures_needed)


def put_signatory_back(signatory: Signatory, cells: Mapping[str, Any], *, act: Act) -> None:
    """Restore a signatory's earlier cells."""
    for cell, value in cells.items():
        setattr(signatory, cell, value)
    events.record(PartnerEvent.SIGNATORY_CHANGED, signatory.partner, act, signatory=signatory.id)


def put_tier_back(wrong: TierChange, *, reason: str, act: Act) -> None:
    """Correct a mistaken tier: from its day on, the tier from before it stays in force."""
    partner = wrong.partner
    others = [change for change in partner.tiers if change is not wrong]
    before = in_force(others, wrong.effective_on)
    right = add_tier(
        partner,
        Tier(before.tier) if before and before.tier else None,
        wrong.effective_on,
        label=before.label if before else "",
        reason=reason,
        agreed_by=before.agreed_by if before else "",
        act=act,
    )
    wrong.supersede(right, reason=reason, act=act)
    events.record(PartnerEvent.TIER_CORRECTED, partner, act, wrong=wrong.id, right=right.id)
