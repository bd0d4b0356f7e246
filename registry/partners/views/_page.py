"""What addresses of partner pages refer to, and the address of a partner's page."""

from typing import Any

from flask import g, url_for

from registry.audit.models import SUBJECTS
from registry.partners.models.partners import Partner
from registry.partners.queries import partners
from registry.partners.rules.grounds import RestsOn


def partner_here(partner_id: int) -> Partner:
    """The partner of this address."""
    return partners.partner_of(g.team.id, partner_id)


def partner_page(partner: Partner, anchor: str | None = None) -> str:
    """The address of a partner's page."""
    return url_for("partners.show", team=g.team.slug, partner_id=partner.id, _anchor=anchor)


def ground_page(rests_on: RestsOn) -> str:
    """The address of the page of what a partnership rests on; empty where its number does not lead there."""
    kind, _colon, number = rests_on.subject.partition(":")
    told = SUBJECTS.get(kind)
    if told is None or not told.page or set(told.place.values()) != {"id"}:
        return ""
    values: dict[str, Any] = dict.fromkeys(told.place, number)
    return url_for(told.page, team=g.team.slug, **values)
