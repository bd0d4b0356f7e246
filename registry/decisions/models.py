"""Decisions with their roll, the rounds and positions, votes, and what was decided. Acts are append-only."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.committees.models import Committee, Seat
from registry.decisions.rules import (
    TIER_VOICES,
    Audience,
    Ballot,
    Channel,
    Given,
    Mark,
    Outcome,
    PassRule,
    Scale,
    State,
    TierVoice,
    VoteResult,
)
from registry.extensions import Json, UtcDateTime, db
from registry.partners.models import Partner
from registry.teams.models import ActedBy, Team
from registry.teams.rules import Tier

_IS_OPEN = sa.text("closed_at IS NULL")
_WHILE_OPEN: Any = {"sqlite_where": _IS_OPEN, "postgresql_where": _IS_OPEN}


class DecidingRules(db.Model):  # type: ignore[name-defined]
    """How a team decides, where it has settled that; a decision freezes what holds when it opens."""

    __tablename__ = "deciding_rules"

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), primary_key=True)
    scale: Mapped[str] = mapped_column(sa.String(12))
    #: The worst level that makes consensus on that scale.
    threshold: Mapped[int]
    #: What each tier has in a decision: {"anchor": "decides", ...}.
    tier_voices: Mapped[dict[str, str]] = mapped_column(Json)
    #: When a recorded vote passes; empty: chosen openly each time.
    pass_rule: Mapped[str] = mapped_column(sa.String(20), default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    def tier_voice(self, tier: Tier) -> TierVoice:
        """What partners of a tier have in a decision."""
        return TierVoice(self.tier_voices.get(tier.value, TIER_VOICES[tier]))


class Decision(ActedBy, db.Model):  # type: ignore[name-defined]
    """A question put to a roll. Scale, threshold, roll, quorum and audience are frozen at opening."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.Index("ix_decision_team_id", "team_id", "id"),
        sa.CheckConstraint("threshold BETWEEN 1 AND 5", name="threshold_is_a_level"),
        sa.CheckConstraint("quorum >= 1", name="quorum_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    #: The body that deliberates; none for the team as a whole.
    committee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("committee.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    background: Mapped[str] = mapped_column(sa.Text, default="")
    scale: Mapped[str] = mapped_column(sa.String(12))
    #: The worst level that still makes consensus; lower numbers are more support.
    threshold: Mapped[int]
    roll_kind: Mapped[str] = mapped_column(sa.String(12))
    quorum: Mapped[int]
    audience: Mapped[str] = mapped_column(sa.String(8))
    #: Seats that were vacant when it opened: no voice, and not hidden.
    vacant: Mapped[list[str]] = mapped_column(Json, default=list)
    state: Mapped[str] = mapped_column(sa.String(14))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[dt.date]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()
    committee: Mapped[Committee | None] = relationship()
    voices: Mapped[list["Voice"]] = relationship(order_by="Voice.position", back_populates="decision")
    rounds: Mapped[list["Round"]] = relationship(order_by="Round.number", back_populates="decision")
    readers: Mapped[list["NamedReader"]] = relationship(cascade="all, delete-orphan")
    #: All its votes, the first first: one that could not be held, or was gone round after, stays.
    votes: Mapped[list["RecordedVote"]] = relationship(order_by="RecordedVote.id", back_populates="decision")
    resolution: Mapped["Resolution | None"] = relationship(back_populates="decision")

    @property
    def is_for_roll_only(self) -> bool:
        """Whether nobody but its roll and named readers may know of it."""
        return self.audience == Audience.ROLL

    @property
    def its_state(self) -> State:
        """Where it is on its path."""
        return State(self.state)

    @property
    def its_scale(self) -> Scale:
        """How its levels are read."""
        return Scale(self.scale)

    @property
    def counted_voices(self) -> list["Voice"]:
        """Those whose positions count."""
        return [voice for voice in self.voices if voice.is_counted]

    @property
    def vote(self) -> "RecordedVote | None":
        """The newest vote."""
        return self.votes[-1] if self.votes else None

    @property
    def present_round(self) -> "Round":
        """The newest round."""
        return self.rounds[-1]


class Voice(db.Model):  # type: ignore[name-defined]
    """One voice of a roll, as it was when the decision opened."""

    __tablename__ = "voice"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "position"),
        sa.UniqueConstraint("decision_id", "partner_id", "seat_id"),
        sa.Index("ix_voice_partner_id", "partner_id"),
        sa.Index("ix_voice_seat_id", "seat_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    sector: Mapped[str] = mapped_column(sa.String(200), default="")
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id"))
    #: False for associates, who are heard apart.
    is_counted: Mapped[bool]

    decision: Mapped[Decision] = relationship(back_populates="voices")
    partner: Mapped[Partner | None] = relationship()
    seat: Mapped[Seat | None] = relationship()


class NamedReader(db.Model):  # type: ignore[name-defined]
    """A person who may read a decision that is for its roll only."""

    __tablename__ = "decision_reader"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "user_id"),
        sa.Index("ix_decision_reader_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))


class Round(ActedBy, db.Model):  # type: ignore[name-defined]
    """One going-round of positions on a question. Who opened it is kept here, who closed it beside it."""

    __tablename__ = "decision_round"
    __table_args__ = (sa.UniqueConstraint("decision_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"))
    number: Mapped[int]
    question: Mapped[str] = mapped_column(sa.Text)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[dt.date]
    #: The day by which positions are asked for; it closes nothing by itself.
    closes_on: Mapped[dt.date | None]
    #: The day of the meeting, where it was held in one, and who was there beside the voices.
    met_on: Mapped[dt.date | None]
    attendance: Mapped[str] = mapped_column(sa.Text, default="")
    #: All present plainly agreed: no levels were asked for.
    is_plain_agreement: Mapped[bool] = mapped_column(default=False)

    decision: Mapped[Decision] = relationship(back_populates="rounds")
    positions: Mapped[list["Position"]] = relationship(
        order_by="[Position.voice_id, Position.number]", back_populates="round"
    )
    closing: Mapped["RoundClosing | None"] = relationship(back_populates="round")


class RoundClosing(ActedBy, db.Model):  # type: ignore[name-defined]
    """The end of a round: its result as it was then, and the word of who closed it. One a round."""

    __tablename__ = "round_closing"
    __table_args__ = (sa.UniqueConstraint("round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("decision_round.id"))
    closed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_on: Mapped[dt.date]
    is_consensus: Mapped[bool]
    #: Voices without a position, which who closed it confirmed to leave behind.
    without: Mapped[list[int]] = mapped_column(Json, default=list)

    round: Mapped[Round] = relationship(back_populates="closing")


class Position(ActedBy, db.Model):  # type: ignore[name-defined]
    """What was said for a voice. The highest number stands; earlier ones stay to be read."""

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
    mark: Mapped[str] = mapped_column(sa.String(10))
    level: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    need: Mapped[str] = mapped_column(sa.Text, default="")
    proposal: Mapped[str] = mapped_column(sa.Text, default="")
    until: Mapped[dt.date | None]
    channel: Mapped[str] = mapped_column(sa.String(10))
    #: Who said it, where another person entered it, and when.
    said_by: Mapped[str] = mapped_column(sa.String(200), default="")
    said_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The relayed position that this one confirms.
    confirms_id: Mapped[int | None] = mapped_column(sa.ForeignKey("position.id"))
    #: On what authority it was given, as it stood then: the grant, or the term in the seat; empty where who
    #: entered it did not speak for the voice, and for what was given before this was kept.
    authority: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")

    round: Mapped[Round] = relationship(back_populates="positions")
    voice: Mapped[Voice] = relationship()

    @property
    def given(self) -> Given:
        """What it says, for the rules."""
        return Given(Mark(self.mark), self.level, self.reason, self.need, self.proposal, self.until)

    @property
    def its_channel(self) -> Channel:
        """How it came."""
        return Channel(self.channel)


class PointAnswer(ActedBy, db.Model):  # type: ignore[name-defined]
    """What was done about a reservation, a need or a proposal."""

    __tablename__ = "point_answer"
    __table_args__ = (sa.Index("ix_point_answer_position_id", "position_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(sa.ForeignKey("position.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    answered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class RecordedVote(ActedBy, db.Model):  # type: ignore[name-defined]
    """A vote at an impasse, one at a time: the efforts before it, when it passes, the ballots it needs."""

    __tablename__ = "recorded_vote"
    __table_args__ = (sa.Index("uq_recorded_vote_open", "decision_id", unique=True, **_WHILE_OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("decision_round.id"))
    efforts: Mapped[str] = mapped_column(sa.Text)
    pass_rule: Mapped[str] = mapped_column(sa.String(20))
    #: Ballots it needs to be held, abstentions among them; 0 for votes closed before this was kept.
    quorum: Mapped[int] = mapped_column(default=0, server_default="0")
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: None while it is open, and where it was not held.
    has_passed: Mapped[bool | None]

    decision: Mapped[Decision] = relationship(back_populates="votes")
    round: Mapped[Round] = relationship()
    ballots: Mapped[list["VoiceBallot"]] = relationship(
        order_by="[VoiceBallot.voice_id, VoiceBallot.number]", back_populates="vote"
    )

    @property
    def its_rule(self) -> PassRule:
        """When it passes."""
        return PassRule(self.pass_rule)

    @property
    def result(self) -> VoteResult | None:
        """What it came to; None while it is open."""
        if self.closed_at is None:
            return None
        if self.has_passed is None:
            return VoteResult.NOT_HELD
        return VoteResult.PASSED if self.has_passed else VoteResult.NOT_PASSED


class VoiceBallot(ActedBy, db.Model):  # type: ignore[name-defined]
    """What a voice said in a recorded vote. The highest number stands."""

    __tablename__ = "voice_ballot"
    __table_args__ = (sa.UniqueConstraint("vote_id", "voice_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(sa.ForeignKey("recorded_vote.id"))
    voice_id: Mapped[int] = mapped_column(sa.ForeignKey("voice.id"))
    number: Mapped[int]
    ballot: Mapped[str] = mapped_column(sa.String(10))
    channel: Mapped[str] = mapped_column(sa.String(10))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: On what authority it was given, as it stood then: the grant, or the term in the seat; empty where who
    #: entered it did not speak for the voice, and for what was given before this was kept.
    authority: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")

    vote: Mapped[RecordedVote] = relationship(back_populates="ballots")
    voice: Mapped[Voice] = relationship()

    @property
    def its_ballot(self) -> Ballot:
        """For, against, or neither."""
        return Ballot(self.ballot)


class Resolution(ActedBy, db.Model):  # type: ignore[name-defined]
    """What was decided, or why the matter was set aside. One a decision."""

    __tablename__ = "resolution"
    __table_args__ = (sa.UniqueConstraint("decision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"))
    #: Adopted or rejected; none where the matter was set aside.
    outcome: Mapped[str] = mapped_column(sa.String(10), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    decided_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    decision: Mapped[Decision] = relationship(back_populates="resolution")
    tasks: Mapped[list["CarryingOut"]] = relationship(
        order_by="CarryingOut.id", back_populates="resolution", cascade="all, delete-orphan"
    )

    @property
    def its_outcome(self) -> Outcome | None:
        """What was decided; none where the matter was set aside."""
        return Outcome(self.outcome) if self.outcome else None


class CarryingOut(db.Model):  # type: ignore[name-defined]
    """Who carries a part of a decision out, by when, and how far that has come."""

    __tablename__ = "carrying_out"
    __table_args__ = (
        sa.Index("ix_carrying_out_resolution_id", "resolution_id"),
        sa.Index("ix_carrying_out_partner_id", "partner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(sa.ForeignKey("resolution.id"))
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    #: As it was written: an organization of the roll, or whoever was named.
    who: Mapped[str] = mapped_column(sa.String(200))
    task: Mapped[str] = mapped_column(sa.String(500))
    due_on: Mapped[dt.date | None]

    resolution: Mapped[Resolution] = relationship(back_populates="tasks")
    notes: Mapped[list["FollowUp"]] = relationship(order_by="FollowUp.id", back_populates="carrying_out")

    @property
    def done_on(self) -> dt.date | None:
        """The day on which it was noted as done; none while it is open."""
        return next((note.noted_on for note in reversed(self.notes) if note.is_done), None)


class FollowUp(ActedBy, db.Model):  # type: ignore[name-defined]
    """A note on the carrying out of a decision."""

    __tablename__ = "follow_up"
    __table_args__ = (sa.Index("ix_follow_up_carrying_out_id", "carrying_out_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    carrying_out_id: Mapped[int] = mapped_column(sa.ForeignKey("carrying_out.id"))
    noted_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    is_done: Mapped[bool]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    carrying_out: Mapped[CarryingOut] = relationship(back_populates="notes")
