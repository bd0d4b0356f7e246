"""Imported lists, and their layout, so that exports have the same layout."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.audit.models import Subject, Told
from registry.database.session import db
from registry.database.types import Json, UtcDateTime
from registry.errors import N_
from registry.personal_data import NONE, OTHERS, SECRET, WHOSE, personal


class ListImport(Told, db.Model):  # type: ignore[name-defined]
    """A list that was imported, or waits for confirmation."""

    __tablename__ = "list_import"
    __table_args__ = (sa.Index("ix_list_import_team_id", "team_id", "id"),)

    told_as = Subject("list", "file_name", text=N_("“%(text)s”"), nameless=N_("a list"))

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    file_name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    #: SHA-256 of the file.
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    #: The headings, each with the field that it means; exports have the same layout.
    layout: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(NONE))
    #: The uploaded file while it waits for confirmation; empty afterwards.
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"", info=personal(OTHERS))
    #: The tiers that people chose for unknown labels: {"Founding": "anchor"}.
    tier_answers: Mapped[dict[str, str]] = mapped_column(Json, default=dict, info=personal(NONE))
    #: How the file is read, what its columns mean, and which lines are left out; see `choices.Choices`.
    choices: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, server_default="{}", info=personal(NONE)
    )
    uploaded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    imported_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: How many partners it added, changed and no longer named: {"new": 2, "changed": 0, "gone": 1}.
    counts: Mapped[dict[str, int]] = mapped_column(
        Json, default=dict, server_default="{}", info=personal(NONE)
    )
    #: What it changed, so that it can be taken back; see `changes.Changes`. None once that is over.
    changes: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), info=personal(SECRET))
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id"), info=personal(WHOSE)
    )

    @property
    def is_in_force(self) -> bool:
        """Whether it was imported and not taken back."""
        return self.imported_at is not None and self.taken_back_at is None
