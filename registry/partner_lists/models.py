"""How a team's own list looks, so that an export gives it back."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.extensions import Json, UtcDateTime, db


class ListImport(db.Model):  # type: ignore[name-defined]
    """One list that was imported, or waits for its reader's yes."""

    __tablename__ = "list_import"
    __table_args__ = (sa.Index("ix_list_import_team_id", "team_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    file_name: Mapped[str] = mapped_column(sa.String(200))
    #: SHA-256 of the file.
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    #: Heading by heading, with the field each stands for: the shape of the export.
    layout: Mapped[dict[str, Any]] = mapped_column(Json)
    #: The uploaded bytes while the import waits to be confirmed; empty afterwards.
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")
    #: What unknown tier labels were said to mean: {"Founding": "anchor"}.
    tier_answers: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    uploaded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    imported_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
