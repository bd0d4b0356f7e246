"""Tells partners of an editorial version to which their signature carries over."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from registry.commitments import messages
from registry.commitments.queries import notices
from registry.commitments.queries.notices import Notice
from registry.database.session import db
from registry.documents.hooks import when_published
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.security.actors import Act


@when_published
def tell_all(version: Version, act: Act) -> None:
    """Tell each partner that is current on a new editorial version. Nobody is told of a material one: its
    campaign asks them to sign it.
    """
    if version.change_kind is not ChangeKind.EDITORIAL:
        return
    by_partner = {notice.partner_id: notice for notice in notices.editorial_notices(version.id)}
    for partner in _partners(notices.done_on(version.id, act.at)):
        messages.mean_signatories(partner)
        if notice := by_partner.get(partner.id):
            tell(notice, at=act.at)


def tell(notice: Notice, *, at: dt.datetime) -> None:
    """Tell one partner of a version through one of its signatories, once."""
    version = db.session.get_one(Version, notice.version_id)
    messages.Editorial.post(version, db.session.get_one(Signatory, notice.id), at)


def _partners(ids: Collection[int]) -> list[Partner]:
    query = sa.select(Partner).where(Partner.id.in_(ids)).order_by(Partner.name, Partner.id)
    return list(db.session.scalars(query))
