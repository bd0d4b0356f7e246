"""Organizations: partners of one team or several."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.database.types import BytewiseText, UtcDateTime
from registry.personal_data import NONE, personal


class Organization(db.Model):  # type: ignore[name-defined]
    """A legal body or a group. Teams share an organization only if a person has identified it."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    #: Folded for comparison: without case, accents and variants of apostrophes.
    name_key: Mapped[str] = mapped_column(BytewiseText, index=True, info=personal(NONE))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The organization into which it was merged; its history stays here.
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organization.id"))
    merged_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]

    @property
    def has_ended(self) -> bool:
        """Whether it was merged or closed, or will be on a known day."""
        return self.merged_into_id is not None or self.closed_on is not None
