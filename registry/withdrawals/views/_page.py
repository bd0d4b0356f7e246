"""What addresses of withdrawal pages refer to, the actor, and the addresses of these pages."""

from flask import Blueprint, g, url_for
from flask_login import current_user

from registry.committees.queries import capacity
from registry.outbox.services.messages import SEND
from registry.partners.models.partners import Partner
from registry.partners.queries import partners
from registry.records.services.orders import ISSUE
from registry.security.actors import Actor
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.queries import withdrawals

#: The tasks that an act may make due: records and messages.
WAKE = (ISSUE, SEND)

#: The views that change something in a withdrawal.
acts = Blueprint("withdrawal_acts", __name__, url_prefix="/teams/<team>")


def withdrawal_here(withdrawal_id: int) -> Withdrawal:
    """The withdrawal of this address."""
    return withdrawals.withdrawal_of(g.team.id, withdrawal_id)


def partner_here(partner_id: int) -> Partner:
    """The partner of this address."""
    return partners.partner_of(g.team.id, partner_id)


def coordinator() -> Actor:
    """The reader as coordinator."""
    return capacity.coordinator(current_user)


def withdrawal_page(withdrawal: Withdrawal, anchor: str | None = None) -> str:
    """The address of a withdrawal's page."""
    return url_for("withdrawals.show", team=g.team.slug, withdrawal_id=withdrawal.id, _anchor=anchor)


def list_page() -> str:
    """The address of the list of withdrawals."""
    return url_for("withdrawals.index", team=g.team.slug)
