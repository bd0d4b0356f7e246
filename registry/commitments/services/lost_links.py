"""Sending the links of open requests once more, to whoever lost them: to the address on file alone."""

import datetime as dt

import sqlalchemy as sa

from registry.commitments import messages
from registry.commitments.models import SigningRequest
from registry.commitments.queries import requests as request_queries
from registry.commitments.rules.requests import RequestState
from registry.commitments.services import requests
from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.signing.rules.requests import RENEWAL_PAUSE


def open_for(address: str, *, most: int) -> list[tuple[int, int]]:
    """The newest open requests of who has this address: the team of each, and its number."""
    query = (
        sa.select(Partner.team_id, SigningRequest.id)
        .join(Signatory, Signatory.id == SigningRequest.signatory_id)
        .join(Partner, Partner.id == SigningRequest.partner_id)
        .where(SigningRequest.state == RequestState.OPEN.value)
        .where(sa.func.lower(Signatory.email) == address.lower())
    )
    found = db.session.execute(query.order_by(SigningRequest.id.desc()).limit(most))
    return [(team_id, identity) for team_id, identity in found]


def send(request_id: int, *, now: dt.datetime) -> None:
    """Send the link that is good now, or a new one where it has expired; at most once in a while."""
    request = request_queries.request_with_all(request_id)
    if request is None or request.state != RequestState.OPEN:
        return
    latest = messages.last_invited_at(request)
    if latest and now < latest + RENEWAL_PAUSE:
        return
    if now < request.expires_at:
        messages.Invitation.post(request, now)
    else:
        requests.renew_link(request, now=now)
