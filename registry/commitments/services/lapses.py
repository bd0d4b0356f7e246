"""Lapses: a person decides that a commitment is no longer in force, or that it is in force again."""

import datetime as dt

import sqlalchemy as sa

from registry.audit.models import About
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.commitments.models import Lapse
from registry.commitments.rules.events import CommitmentEvent
from registry.database.session import db
from registry.documents.models import Document
from registry.documents.rules.documents import check_not_retired
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner
from registry.security.actors import Act
from registry.signing.rules.requests import check_reason


def let_lapse(
    partner: Partner,
    document: Document,
    *,
    effective_on: dt.date,
    reason: str,
    act: Act,
) -> Lapse:
    """Let a partner's commitment lapse by a person's decision; a commitment never lapses by itself, and none
    to a document that is no longer asked of anybody.
    """
    check_not_retired(document.retired_on, act.on)
    lapse = Lapse(
        document_id=document.id,
        partner_id=partner.id,
        effective_on=effective_on,
        reason=check_reason(reason, field="reason"),
        decided_at=act.at,
        decided_by_id=act.by.account_id,
    )
    db.session.add(lapse)
    db.session.flush()
    _note_lapse(CommitmentEvent.LAPSED, lapse, partner, act)
    return lapse


def take_back_lapse(lapse: Lapse, partner: Partner, *, on: dt.date, act: Act) -> None:
    """End a lapse: the commitment is in force again from a day on."""
    if lapse.ended_on is not None:
        raise RuleBroken(N_("This lapse has ended already."))
    lapse.ended_on = on
    _note_lapse(CommitmentEvent.RESTORED, lapse, partner, act)


def lapses_of(partner_id: int, document_id: int) -> list[Lapse]:
    """The open lapses of a partner's commitment to a document, oldest first."""
    query = sa.select(Lapse).where(
        Lapse.document_id == document_id, Lapse.partner_id == partner_id, Lapse.ended_on.is_(None)
    )
    return list(db.session.scalars(query.order_by(Lapse.id)))


def _note_lapse(tag: Tag, lapse: Lapse, partner: Partner, act: Act) -> None:
    events.record(tag, About.row(partner), act, document=lapse.document_id, lapse=lapse.id)
