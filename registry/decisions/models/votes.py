"""Recorded votes and their ballots."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.decisions.models.decisions import WHILE_OPEN, Decision, Voice
from registry.decisions.models.rounds import Round
from registry.decisions.rules.decisions import Ballot, Channel, VoteResult
from registry.documents.rules.provisions import PassRule
from registry.personal_data import OTHERS, personal


class RecordedVote(ActedBy, db.Model):  # type: ignore[name-defined]
    """A vote at an impasse: the efforts before it, its pass rule, and the number of ballots it needs.

    Only one can be open at a time.
    """

    __tablename__ = "recorded_vote"
    __table_args__ = (sa.Index("uq_recorded_vote_open", "decision_id", unique=True, **WHILE_OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("decision_round.id"))
    efforts: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    pass_rule: Mapped[PassRule] = mapped_column(Choice(PassRule, 20))
    #: The number of ballots it needs, including abstentions; 0 for votes closed before this was stored.
    quorum: Mapped[int] = mapped_column(default=0, server_default="0")
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: None while it is open, and when it was not held.
    has_passed: Mapped[bool | None]

    decision: Mapped[Decision] = relationship(back_populates="votes")
    round: Mapped[Round] = relationship()
    ballots: Mapped[list["VoiceBallot"]] = relationship(
        order_by="[VoiceBallot.voice_id, VoiceBallot.number]", back_populates="vote"
    )

    @property
    def result(self) -> VoteResult | None:
        """Its result; None while it is open."""
        if self.closed_at is None:
            return None
        if self.has_passed is None:
            return VoteResult.NOT_HELD
        return VoteResult.PASSED if self.has_passed else VoteResult.NOT_PASSED


class VoiceBallot(ActedBy, db.Model):  # type: ignore[name-defined]
    """A voice's ballot in a recorded vote. The one with the highest number counts."""

    __tablename__ = "voice_ballot"
    __table_args__ = (sa.UniqueConstraint("vote_id", "voice_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(sa.ForeignKey("recorded_vote.id"))
    voice_id: Mapped[int] = mapped_column(sa.ForeignKey("voice.id"))
    number: Mapped[int]
    ballot: Mapped[Ballot] = mapped_column(Choice(Ballot, 10))
    channel: Mapped[Channel] = mapped_column(Choice(Channel, 10))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The authority at that time by which it was given: the grant, or the term in the seat. Empty when it was
    #: entered by a person who does not speak for the voice, and for entries from before this was stored.
    authority: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, server_default="{}", info=personal(OTHERS)
    )

    vote: Mapped[RecordedVote] = relationship(back_populates="ballots")
    voice: Mapped[Voice] = relationship()
