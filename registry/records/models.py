"""Records, the orders for them, and their higher signature levels."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.models import Subject, Told
from registry.database.leases import Retried
from registry.database.session import db
from registry.database.types import Json, UtcDateTime
from registry.errors import N_
from registry.personal_data import NONE, OTHERS, personal


class Record(Told, db.Model):  # type: ignore[name-defined]
    """A sealed PDF; it never changes."""

    __tablename__ = "record"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("fingerprint"),
        sa.Index("ix_record_team_id", "team_id", "id"),
    )

    told_as = Subject(
        "record",
        "title",
        word="code",
        nameless=N_("a record"),
        page="verification.show",
        place={"code": "word"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The code that a person types, or a QR code contains, to find it: 80 random bits.
    code: Mapped[str] = mapped_column(sa.String(40))
    #: None for records of no team: checkpoints of the installation's own trail.
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    language: Mapped[str] = mapped_column(sa.String(2))
    title: Mapped[str] = mapped_column(sa.String(300), info=personal(OTHERS))
    #: SHA-256 of the file's bytes, by which it is stored.
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    pages: Mapped[int]
    #: PAdES levels when it was made; a level reached later is in an `Augmentation`.
    level_aimed: Mapped[str] = mapped_column(sa.String(10))
    level_reached: Mapped[str] = mapped_column(sa.String(10))
    #: Serial numbers, in hex, of the certificates of the seal and, if there is one, of the signatory.
    serials: Mapped[list[str]] = mapped_column(Json, info=personal(NONE))
    #: Facts that anyone who verifies it may read: organization, signatory, version, dates. No address.
    facts: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(OTHERS))
    confidential: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Augmentation(Retried, db.Model):  # type: ignore[name-defined]
    """A file of a record that was, or is to be, raised to a higher PAdES level by appending to it.

    Each row is one file; a further level is a further row.
    """

    __tablename__ = "record_augmentation"
    __table_args__ = (
        sa.UniqueConstraint("fingerprint"),
        sa.Index("ix_record_augmentation_record_id", "record_id", "id"),
        sa.Index("ix_record_augmentation_made_at", "made_at"),
    )

    record_id: Mapped[int] = mapped_column(sa.ForeignKey("record.id"))
    level_aimed: Mapped[str] = mapped_column(sa.String(10))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The level reached and its file, once there is one.
    level_reached: Mapped[str | None] = mapped_column(sa.String(10))
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int | None]
    made_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    record: Mapped[Record] = relationship()


class RecordOrder(Retried, db.Model):  # type: ignore[name-defined]
    """A record that was ordered: what it must prove, and the progress of making it."""

    __tablename__ = "record_order"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.Index("ix_record_order_subject", "subject"),
        sa.Index("ix_record_order_record_id", "record_id"),
        sa.Index("ix_record_order_corrects", "corrects"),
    )

    kind: Mapped[str] = mapped_column(sa.String(30))
    #: What it is about: `withdrawal:7`.
    subject: Mapped[str] = mapped_column(sa.String(60))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    language: Mapped[str] = mapped_column(sa.String(2))
    #: Whether the public is told only that the file is intact and ours.
    confidential: Mapped[bool] = mapped_column(default=False)
    code: Mapped[str] = mapped_column(sa.String(40))
    ordered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    record_id: Mapped[int | None] = mapped_column(sa.ForeignKey("record.id"))
    #: The code of the record that it corrects: that one stays as it is, and was mistaken.
    corrects: Mapped[str | None] = mapped_column(sa.String(40))

    record: Mapped[Record | None] = relationship()

    @property
    def about(self) -> tuple[str, int]:
        """Its subject in the notation of events and messages."""
        what, _, number = self.subject.partition(":")
        return what, int(number)
