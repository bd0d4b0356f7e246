"""Sends the links of open requests again to people who lost them, only to the address on file."""

import datetime as dt
from functools import partial

import sqlalchemy as sa

from registry.database.session import db
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.signing import messages
from registry.signing.hooks import LostLinks
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import RENEWAL_PAUSE, RequestState
from registry.signing.services import requests


def links_to(model: type[PersonalRequest]) -> LostLinks:
    """How links to requests of a kind are found and sent again."""
    return LostLinks(partial(open_for, model), partial(send, model))


def open_for(model: type[PersonalRequest], address: str, *, most: int) -> list[tuple[int, int]]:
    """The newest open requests of an address: team and number of each."""
    query = (
        sa.select(Partner.team_id, model.id)
        .join(Signatory, Signatory.id == model.signatory_id)
        .join(Partner, Partner.id == model.partner_id)
        .where(model.state == RequestState.OPEN.value)
        .where(sa.func.lower(Signatory.email) == address.lower())
    )
    found = db.session.execute(query.order_by(model.id.desc()).limit(most))
    return [(team_id, identity) for team_id, identity in found]


def send(model: type[PersonalRequest], identity: int, *, now: dt.datetime) -> None:
    """Send the current link, or a new one when it has expired, unless one was sent recently."""
    request = db.session.get(model, identity)
    if request is None or request.state != RequestState.OPEN:
        return
    latest = messages.last_sent_at(request)
    if latest and now < latest + RENEWAL_PAUSE:
        return
    if request.link_lives(now):
        messages.post_link(request, now)
    else:
        requests.renew(request, act=request.act_by_link(now))
