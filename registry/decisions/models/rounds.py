"""Rounds of a decision, and their positions."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.rules.decisions import Channel, Given, Mark
from registry.personal_data import NONE, OTHERS, WHOSE, personal


class Round(ActedBy, db.Model):  # type: ignore[name-defined]
    """One round of positions on a question; also stores who opened it."""

    __tablename__ = "decision_round"
    __table_args__ = (sa.UniqueConstraint("decision_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"))
    number: Mapped[int]
    question: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[dt.date]
    #: The day by which positions are expected; the round does not close by itself.
    closes_on: Mapped[dt.date | None]
    #: The day of the meeting, if there was one, and who was present besides the voices.
    met_on: Mapped[dt.date | None]
    attendance: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    #: All present agreed, without levels.
    is_plain_agreement: Mapped[bool] = mapped_column(default=False)

    decision: Mapped[Decision] = relationship(back_populates="rounds")
    positions: Mapped[list["Position"]] = relationship(
        order_by="[Position.voice_id, Position.number]", back_populates="round"
    )
    closing: Mapped["RoundClosing | None"] = relationship(back_populates="round")


class RoundClosing(ActedBy, db.Model):  # type: ignore[name-defined]
    """The end of a round: its result as of then, and the closing statement. One per round."""

    __tablename__ = "round_closing"
    __table_args__ = (sa.UniqueConstraint("round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("decision_round.id"))
    closed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_on: Mapped[dt.date]
    is_consensus: Mapped[bool]
    #: Voices without a position, which the person who closed the round confirmed to leave out.
    without: Mapped[list[int]] = mapped_column(Json, default=list, info=personal(NONE))

    round: Mapped[Round] = relationship(back_populates="closing")


class Position(ActedBy, db.Model):  # type: ignore[name-defined]
    """A position of a voice. The one with the highest number counts; earlier ones stay visible."""

    __tablename__ = "position"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "voice_id", "number"),
        sa.Index("ix_position_voice_id", "voice_id"),
        sa.CheckConstraint("level IS NULL OR level BETWEEN 1 AND 6", name="level_is_on_the_scale"),
        sa.CheckConstraint("(mark = 'given') = (level IS NOT NULL)", name="level_where_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("decision_round.id"))
    voice_id: Mapped[int] = mapped_column(sa.ForeignKey("voice.id"))
    number: Mapped[int]
    mark: Mapped[Mark] = mapped_column(Choice(Mark, 10))
    level: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    need: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    proposal: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    until: Mapped[dt.date | None]
    channel: Mapped[Channel] = mapped_column(Choice(Channel, 10))
    #: If another person entered it: who said it, and when.
    said_by: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    said_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The relayed position that this one confirms.
    confirms_id: Mapped[int | None] = mapped_column(sa.ForeignKey("position.id"))
    #: The authority at that time by which it was given: the grant, or the term in the seat. Empty when it was
    #: entered by a person who does not speak for the voice, and for entries from before this was stored.
    authority: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, server_default="{}", info=personal(OTHERS)
    )

    round: Mapped[Round] = relationship(back_populates="positions")
    voice: Mapped[Voice] = relationship()

    @property
    def given(self) -> Given:
        """Its content, for the rules."""
        return Given(self.mark, self.level, self.reason, self.need, self.proposal, self.until)


class PointAnswer(ActedBy, db.Model):  # type: ignore[name-defined]
    """The response to a reservation, a need or a proposal."""

    __tablename__ = "point_answer"
    __table_args__ = (sa.Index("ix_point_answer_position_id", "position_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(sa.ForeignKey("position.id"))
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    answered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
