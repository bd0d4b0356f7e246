"""Records: PDFs that the registry sealed."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.extensions import Json, UtcDateTime, db


class Record(db.Model):  # type: ignore[name-defined]
    """A PDF that the registry sealed; it never changes."""

    __tablename__ = "record"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("fingerprint"),
        sa.Index("ix_record_team_id", "team_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What a person types or a QR code holds to find it: 80 random bits.
    code: Mapped[str] = mapped_column(sa.String(40))
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    language: Mapped[str] = mapped_column(sa.String(2))
    title: Mapped[str] = mapped_column(sa.String(300))
    #: SHA-256 of the file's bytes; where it is kept.
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    pages: Mapped[int]
    level_aimed: Mapped[str] = mapped_column(sa.String(10))
    level_reached: Mapped[str] = mapped_column(sa.String(10))
    #: Serial numbers, in hex, of the seal's certificate and of the signatory's where there is one.
    serials: Mapped[list[str]] = mapped_column(Json)
    #: What anyone who verifies it may read: organization, signatory, version, dates. No address.
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    confidential: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
