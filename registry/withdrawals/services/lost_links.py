"""Sending the links to sign a notice once more, to whoever lost them: to the address on file alone."""

import datetime as dt

import sqlalchemy as sa

from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.signing.rules.requests import RENEWAL_PAUSE
from registry.withdrawals import messages
from registry.withdrawals.models import NoticeRequest
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import RequestState
from registry.withdrawals.services import requests


def open_for(address: str, *, most: int) -> list[tuple[int, int]]:
    """The newest open requests of who has this address: the team of each, and its number."""
    query = (
        sa.select(Partner.team_id, NoticeRequest.id)
        .join(Signatory, Signatory.id == NoticeRequest.signatory_id)
        .join(Partner, Partner.id == NoticeRequest.partner_id)
        .where(NoticeRequest.state == RequestState.OPEN.value)
        .where(sa.func.lower(Signatory.email) == address.lower())
    )
    found = db.session.execute(query.order_by(NoticeRequest.id.desc()).limit(most))
    return [(team_id, identity) for team_id, identity in found]


def send(request_id: int, *, now: dt.datetime) -> None:
    """Send the link that is good now, or a new one where it has expired; at most once in a while."""
    request = withdrawals.request_by_id(request_id)
    if request is None or request.state != RequestState.OPEN:
        return
    latest = messages.last_sent_at(request)
    if latest and now < latest + RENEWAL_PAUSE:
        return
    if now < request.expires_at:
        messages.Request.post(request, now)
    else:
        requests.renew_link(request, now=now)
