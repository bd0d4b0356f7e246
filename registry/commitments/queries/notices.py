"""Which partners must be told of an editorial version to which their signature carries over."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry import clock
from registry.commitments.models import Commitment
from registry.commitments.queries import standings
from registry.commitments.rules.standings import DONE
from registry.database.session import db
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind, State
from registry.jobs.troubles import Due
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.queries.register import roll_of


@dataclass(frozen=True)
class Notice(Due):
    """A partner, and one of its signatories, who may have to be told of an editorial version."""

    version_id: int
    partner_id: int


def editorial_notices(version_id: int | None = None) -> list[Notice]:
    """One signatory of each partner that signed before an editorial version and has not been told of it; of
    one version or all.
    """
    told = sa.select(Message.id).where(Message.dedupe_key == _notice_key())
    signed = sa.alias(Version.__table__)
    query = (
        sa.select(Version.id, Partner.id, Partner.team_id, sa.func.min(Signatory.id))
        .join(signed, sa.and_(signed.c.document_id == Version.document_id, signed.c.number < Version.number))
        .join(Commitment, Commitment.version_id == signed.c.id)
        .join(Partner, Partner.id == Commitment.partner_id)
        .join(Signatory, sa.and_(Signatory.partner_id == Partner.id, Signatory.email != ""))
        .where(
            Version.state == State.PUBLISHED.value,
            Version.change_kind == ChangeKind.EDITORIAL.value,
            Signatory.ended_on.is_(None),
            Commitment.stands,
            Partner.stands,
            ~told.exists(),
        )
        .where(Version.id == version_id if version_id else sa.true())
        .group_by(Version.id, Partner.id, Partner.team_id)
        .order_by(Version.id, Partner.id)
    )
    return [
        Notice(signatory_id, f"partner:{partner_id}", team_id, version_id, partner_id)
        for version_id, partner_id, team_id, signatory_id in db.session.execute(query)
    ]


def done_on(version_id: int, now: dt.datetime) -> set[int]:
    """The partners that are current on a version or have acknowledged it."""
    version = db.session.get_one(Version, version_id)
    on = clock.local_date(now, version.document.team.timezone)
    where = standings.of_roll(version, roll_of(version.document.team_id, on), on)
    return {partner_id for partner_id, standing in where.items() if standing in DONE}


def _notice_key() -> sa.ColumnElement[str]:
    """SQL expression: the dedupe key of a partner's notice, as `messages.post_editorial` writes it."""
    version, partner = sa.cast(Version.id, sa.String), sa.cast(Partner.id, sa.String)
    return sa.literal("editorial:") + version + ":" + partner
