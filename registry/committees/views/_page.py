"""What addresses and forms of committee pages refer to: a committee, its seats, a partner, a day."""

import datetime as dt

from flask import g, url_for
from flask_login import current_user

from registry.committees.models import Committee, Seat
from registry.committees.queries import capacity, committees, overview
from registry.outbox.services import messages
from registry.partners.models.partners import Partner
from registry.partners.queries import partners
from registry.security.actors import Actor
from registry.web import fields
from registry.web.page import today

#: The tasks that a change of seats makes due.
MAIL = (messages.SEND,)


def committee_here(committee_id: int) -> Committee:
    """The committee of this address."""
    return committees.committee_of(g.team.id, committee_id)


def seat_here(committee: Committee, seat_id: int | None) -> Seat | None:
    """The chosen seat of a committee, if any."""
    return committees.seat_of(committee, seat_id) if seat_id is not None else None


def partner_chosen(partner_id: int | None) -> Partner | None:
    """The chosen partner, if any."""
    return partners.partner_of(g.team.id, partner_id) if partner_id is not None else None


def asked_day() -> dt.date:
    """The day in the address; today when it is missing or invalid."""
    return fields.asked_day("on") or today()


def coordinator() -> Actor:
    """The reader as coordinator of the team."""
    return capacity.coordinator(current_user)


def committee_page(committee: Committee, anchor: str | None = None) -> str:
    """The address of a committee's page."""
    return url_for("committees.show", team=g.team.slug, committee_id=committee.id, _anchor=anchor)


def partners_for(seat: Seat) -> dict[int, str]:
    """The partners to choose from; always includes the seat's own partner, even if it has withdrawn."""
    own = {seat.partner.id: seat.partner.name} if seat.partner else {}
    return own | overview.partner_names(g.team.id, today())
