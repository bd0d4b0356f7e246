"""Events of the audit trail, and where each chain ends."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.database.types import Json, UtcDateTime
from registry.personal_data import OTHERS, WHOSE, personal


class Event(db.Model):  # type: ignore[name-defined]
    """A line of the audit trail. The database refuses to change or remove one."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.UniqueConstraint("chain", "seq"),
        sa.Index("ix_audit_event_chain_at", "chain", "at", "seq"),
        sa.Index("ix_audit_event_chain_tag_at", "chain", "tag", "at", "seq"),
        sa.Index("ix_audit_event_chain_actor_at", "chain", "actor", "at", "seq"),
        sa.Index("ix_audit_event_chain_subject_at", "chain", "subject", "at", "seq"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: `team:5`, or `installation` for what belongs to no team.
    chain: Mapped[str] = mapped_column(sa.String(40))
    #: 1, 2, 3 … within the chain, without a gap.
    seq: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    tag: Mapped[str] = mapped_column(sa.String(60))
    #: `user:3`, `signatory:9`, `command` or `registry`: who did it.
    actor: Mapped[str] = mapped_column(sa.String(60), info=personal(WHOSE))
    #: `partner:12`: what it was done to.
    subject: Mapped[str] = mapped_column(sa.String(60), info=personal(WHOSE))
    #: Ids, states and digests only, no address and no free text: personal data can go, the chain stays.
    details: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(OTHERS))
    previous: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))


class ChainHead(db.Model):  # type: ignore[name-defined]
    """The last event of a chain; its row is locked while the next is written.

    The database lets it move on by one event at a time and nothing else.
    """

    __tablename__ = "audit_chain_head"

    chain: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
