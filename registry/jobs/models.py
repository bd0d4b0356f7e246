"""Rows at which tasks fail."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from registry.database.session import db
from registry.database.types import UtcDateTime
from registry.personal_data import NONE, personal

#: The most characters stored of a cause.
MOST_LETTERS = 300


class Trouble(db.Model):  # type: ignore[name-defined]
    """A row at which a task fails; deleted once the task succeeds at it or no longer finds it."""

    __tablename__ = "task_trouble"
    __table_args__ = (
        sa.UniqueConstraint("task", "subject"),
        sa.Index("ix_task_trouble_team_id", "team_id"),
        sa.CheckConstraint("times > 0", name="times_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Name of the task, such as `commitments.remind`.
    task: Mapped[str] = mapped_column(sa.String(60))
    #: The row at which it fails: `signing_request:7`; empty when it fails before it comes to any row.
    subject: Mapped[str] = mapped_column(sa.String(60), info=personal(NONE))
    #: None for rows that belong to no team.
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    #: Kind of the last error and where in the code it happened; no typed words.
    cause: Mapped[str] = mapped_column(sa.String(MOST_LETTERS), info=personal(NONE))
    first_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    times: Mapped[int]
