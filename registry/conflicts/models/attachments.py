"""What belongs to a case beside its path: notes, files, expenses and their shares."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.conflicts.models.cases import CaseParty
from registry.conflicts.rules.cases import Visibility
from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime


class CaseNote(ActedBy, db.Model):  # type: ignore[name-defined]
    """Something written down about a case, for those whom its visibility names. Append-only."""

    __tablename__ = "conflict_note"
    __table_args__ = (sa.Index("ix_conflict_note_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    visibility: Mapped[Visibility] = mapped_column(Choice(Visibility, 10))
    #: Whose own file it is, where one party's.
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conflict_party.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    party: Mapped[CaseParty | None] = relationship()


class CaseFile(ActedBy, db.Model):  # type: ignore[name-defined]
    """A file brought into a case, for those whom its visibility names."""

    __tablename__ = "conflict_file"
    __table_args__ = (sa.Index("ix_conflict_file_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    visibility: Mapped[Visibility] = mapped_column(Choice(Visibility, 10))
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conflict_party.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
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
