"""Sending the links of open requests once more, to whoever lost them: to the address on file alone."""

import datetime as dt

import sqlalchemy as sa

from registry.commitments import letters, queries, services
from registry.commitments.models import SigningRequest
from registry.commitments.rules import RENEWAL_PAUSE, RequestState
from registry.extensions import db
from registry.partners.models import Partner, Signatory


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
    request = queries.request_with_all(request_id)
    if request is None or request.state != RequestState.OPEN:
        return
    latest = letters.last_invited_at(request)
    if latest and now < latest + RENEWAL_PAUSE:
        return
    if now < request.expires_at:
        letters.post_invitation(request, now=now)
    else:
        services.renew_link(request, now=now)
