"""Resolutions, who carries them out, and progress."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import Outcome
from registry.errors import N_
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import OTHERS, WHOSE, personal


class Resolution(ActedBy, db.Model):  # type: ignore[name-defined]
    """The text of what was decided, or the reason why the matter was set aside. One per decision."""

    __tablename__ = "resolution"
    __table_args__ = (sa.UniqueConstraint("decision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"))
    #: The kind of outcome; empty when the matter was set aside.
    outcome: Mapped[Outcome | Literal[""]] = mapped_column(Choice(Outcome, 10), default="")
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    decided_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    decision: Mapped[Decision] = relationship(back_populates="resolution")
    actions: Mapped[list["Action"]] = relationship(
        order_by="Action.id", back_populates="resolution", cascade="all, delete-orphan"
    )


@rests_on_partner(N_("an action that a decision gave it"))
class Action(db.Model):  # type: ignore[name-defined]
    """A task that carries out a decision: what somebody must do, by when, and its progress."""

    __tablename__ = "carrying_out"
    __table_args__ = (
        sa.Index("ix_carrying_out_resolution_id", "resolution_id"),
        sa.Index("ix_carrying_out_partner_id", "partner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(sa.ForeignKey("resolution.id"))
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    #: As entered: an organization of the roll, or any other name.
    who: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    text: Mapped[str] = mapped_column("task", sa.String(500), info=personal(OTHERS))
    due_on: Mapped[dt.date | None]

    resolution: Mapped[Resolution] = relationship(back_populates="actions")
    notes: Mapped[list["FollowUp"]] = relationship(order_by="FollowUp.id", back_populates="action")

    @property
    def done_on(self) -> dt.date | None:
        """The day on which it was noted as done; None while it is open."""
        return next((note.noted_on for note in reversed(self.notes) if note.is_done), None)


class FollowUp(ActedBy, db.Model):  # type: ignore[name-defined]
    """A note on the progress of an action."""

    __tablename__ = "follow_up"
    __table_args__ = (sa.Index("ix_follow_up_carrying_out_id", "carrying_out_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    carrying_out_id: Mapped[int] = mapped_column(sa.ForeignKey("carrying_out.id"))
    noted_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    is_done: Mapped[bool]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    action: Mapped[Action] = relationship(back_populates="notes")
