"""Checkpoints: the head of each chain of events, once a day, for teams and for the installation."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.database.session import db
from registry.database.types import UtcDateTime
from registry.records.models import RecordOrder
from registry.teams.models import Team

_OF_NO_TEAM: dict[str, Any] = {
    "sqlite_where": sa.text("team_id IS NULL"),
    "postgresql_where": sa.text("team_id IS NULL"),
}


class Checkpoint(db.Model):  # type: ignore[name-defined]
    """The head of a chain on a day, printed in a sealed record. The database refuses to change it."""

    __tablename__ = "audit_checkpoint"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "day"),
        sa.UniqueConstraint("team_id", "events"),
        sa.UniqueConstraint("order_id"),
        sa.Index("uq_audit_checkpoint_installation_day", "day", unique=True, **_OF_NO_TEAM),
        sa.Index("uq_audit_checkpoint_installation_events", "events", unique=True, **_OF_NO_TEAM),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None for the installation's own chain.
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    #: The day that had ended, in the time zone of the team or of the installation.
    day: Mapped[dt.date]
    #: The number of events in the chain, and the digest of the last one.
    events: Mapped[int]
    head: Mapped[str] = mapped_column(sa.String(64))
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("audit_checkpoint.id"))
    #: The record in which it is printed.
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("record_order.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    team: Mapped[Team | None] = relationship()
    order: Mapped[RecordOrder] = relationship()
    previous: Mapped["Checkpoint | None"] = relationship(remote_side="Checkpoint.id")
