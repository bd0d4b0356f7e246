"""What the address and the form of a page about a committee name: it, its seats, a partner, a day."""

import datetime as dt

from flask import g, url_for
from flask_login import current_user

from registry.committees.models import Committee, Seat
from registry.committees.queries import capacity, committees
from registry.outbox.services import messages
from registry.partners.models.partners import Partner
from registry.partners.queries import partners
from registry.security.actors import Actor
from registry.web import fields
from registry.web.page import today

#: What a change of seats makes due.
MAIL = (messages.SEND,)


def committee_here(committee_id: int) -> Committee:
    """The committee of this address."""
    return committees.committee_of(g.team.id, committee_id)


def seat_here(committee: Committee, seat_id: int | None) -> Seat | None:
    """The seat of a committee that was chosen, where one was."""
    return committees.seat_of(committee, seat_id) if seat_id is not None else None


def partner_chosen(partner_id: int | None) -> Partner | None:
    """The partner that was chosen, where one was."""
    return partners.partner_of(g.team.id, partner_id) if partner_id is not None else None


def asked_day() -> dt.date:
    """The day that the address asks about; today where it says none, or none that there is."""
    return fields.asked_day("on") or today()


def coordinator() -> Actor:
    """Who acts, as coordinator of the team."""
    return capacity.coordinator(current_user)


def committee_page(committee: Committee, anchor: str | None = None) -> str:
    """Where a committee's page is."""
    return url_for("committees.show", team=g.team.slug, committee_id=committee.id, _anchor=anchor)
