"""Notes and files of a case."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.conflicts.models.cases import CaseParty
from registry.conflicts.rules.cases import Visibility
from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.personal_data import OTHERS, personal


class CaseNote(ActedBy, db.Model):  # type: ignore[name-defined]
    """A note about a case, for the readers its visibility names. Never changed."""

    __tablename__ = "conflict_note"
    __table_args__ = (sa.Index("ix_conflict_note_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    visibility: Mapped[Visibility] = mapped_column(Choice(Visibility, 10))
    #: The party, if only one party may read it.
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conflict_party.id"))
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    party: Mapped[CaseParty | None] = relationship()


class CaseFile(ActedBy, db.Model):  # type: ignore[name-defined]
    """A file of a case, for the readers its visibility names."""

    __tablename__ = "conflict_file"
    __table_args__ = (sa.Index("ix_conflict_file_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    visibility: Mapped[Visibility] = mapped_column(Choice(Visibility, 10))
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conflict_party.id"))
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    media_type: Mapped[str] = mapped_column(sa.String(40))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    #: In bytes.
    size: Mapped[int]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    party: Mapped[CaseParty | None] = relationship()

    @property
    def kilobytes(self) -> int:
        """Its size in kilobytes, rounded up."""
        return -(-self.size // 1000)
