"""What addresses of partner pages refer to, and the address of a partner's page."""

from flask import g, url_for

from registry.partners.models.partners import Partner
from registry.partners.queries import partners


def partner_here(partner_id: int) -> Partner:
    """The partner of this address."""
    return partners.partner_of(g.team.id, partner_id)


def partner_page(partner: Partner, anchor: str | None = None) -> str:
    """The address of a partner's page."""
    return url_for("partners.show", team=g.team.slug, partner_id=partner.id, _anchor=anchor)
