"""Sends an applicant's link again to people who lost it, only to the address on file."""

import datetime as dt

import sqlalchemy as sa

from registry.admissions import messages
from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import ENDED, Step
from registry.database.session import db
from registry.outbox import queries as outbox_queries
from registry.signing.hooks import LOST_LINKS, LostLinks
from registry.signing.rules.requests import RENEWAL_PAUSE


def open_for(address: str, *, most: int) -> list[tuple[int, int]]:
    """The newest open applications of an address: team and number of each."""
    query = (
        sa.select(Admission.team_id, Admission.id)
        .where(Admission.step.not_in([step.value for step in ENDED]))
        .where(sa.func.lower(Admission.contact_email) == address.lower())
    )
    rows = db.session.execute(query.order_by(Admission.id.desc()).limit(most))
    return [(team_id, identity) for team_id, identity in rows]


def send(admission_id: int, *, now: dt.datetime) -> None:
    """Send the current link, unless one was sent recently."""
    admission = admissions.admission(admission_id)
    if admission is None or admission.step in ENDED:
        return
    latest = outbox_queries.messages_about([admission.subject], limit=1)
    if latest and now < latest[0].posted_at + RENEWAL_PAUSE:
        return
    if admission.step is Step.UNCONFIRMED:
        messages.Confirm.post(admission, now)
    else:
        messages.Link.post(admission, now, same=True)


LOST_LINKS.append(LostLinks(open_for, send))
