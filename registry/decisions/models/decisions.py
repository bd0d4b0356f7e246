"""Decisions with their rolls and rules."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.models import Subject, Told
from registry.committees.models import Committee, Seat
from registry.database.acts import ActedBy
from registry.database.corrections import Struck
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.decisions.rules.decisions import Audience, RollKind, State
from registry.documents.models import Figures, Version
from registry.documents.rules.figures import FiguresByKind, values_of
from registry.documents.rules.provisions import Provisions, Scale, TierVoice
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.teams.models import Team
from registry.teams.rules import Tier

_IS_OPEN = sa.text("closed_at IS NULL")
WHILE_OPEN: Any = {"sqlite_where": _IS_OPEN, "postgresql_where": _IS_OPEN}

if TYPE_CHECKING:
    from registry.decisions.models.resolutions import Resolution
    from registry.decisions.models.rounds import Round
    from registry.decisions.models.votes import RecordedVote


class DecidingRules(db.Model):  # type: ignore[name-defined]
    """How a team had set that it decides, before its agreements said it."""

    __tablename__ = "deciding_rules"

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), primary_key=True)
    scale: Mapped[Scale] = mapped_column(Choice(Scale, 12))
    #: The weakest level that counts as support on that scale.
    threshold: Mapped[int]
    #: What each tier does in a decision: {"anchor": "decides", ...}.
    tier_voices: Mapped[dict[str, str]] = mapped_column(Json, info=personal(NONE))
    #: When a recorded vote passes; empty when it is chosen for each vote.
    pass_rule: Mapped[str] = mapped_column(sa.String(20), default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    def tier_voice(self, tier: Tier) -> TierVoice:
        """What partners of a tier do in a decision: they decide, are consulted, or are informed."""
        return TierVoice(self.tier_voices[tier.value])


class Decision(Told, ActedBy, db.Model):  # type: ignore[name-defined]
    """A question put to a roll. Scale, threshold, roll, quorum and audience are fixed at opening."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.Index("ix_decision_team_id", "team_id", "id"),
        sa.CheckConstraint("threshold BETWEEN 1 AND 5", name="threshold_is_a_level"),
        sa.CheckConstraint("quorum >= 1", name="quorum_positive"),
    )

    told_as = Subject(
        "decision", "title", text=N_("“%(text)s”"), page="decisions.show", place={"decision_id": "id"}
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    #: The committee that decides; none for the whole team.
    committee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("committee.id"))
    title: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    background: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    scale: Mapped[Scale] = mapped_column(Choice(Scale, 12))
    #: The weakest level that still counts as support; lower numbers mean more support.
    threshold: Mapped[int]
    roll_kind: Mapped[RollKind] = mapped_column(Choice(RollKind, 12))
    quorum: Mapped[int]
    #: The figures of the agreement in force on the day on which it was opened.
    provisions: Mapped[FiguresByKind] = mapped_column(Figures, server_default="{}", info=personal(NONE))
    #: The version in force on that day.
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document_version.id"))
    #: The section of a published version that it rests on; none where it names none.
    rests_on_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document_version.id"))
    rests_on_key: Mapped[str] = mapped_column(
        sa.String(80), default="", server_default="", info=personal(NONE)
    )
    audience: Mapped[Audience] = mapped_column(Choice(Audience, 8))
    #: Seats that were vacant when it opened: they have no voice, but are shown.
    vacant: Mapped[list[str]] = mapped_column(Json, default=list, info=personal(NONE))
    state: Mapped[State] = mapped_column(Choice(State, 14))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[dt.date]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()
    committee: Mapped[Committee | None] = relationship()
    rests_on: Mapped[Version | None] = relationship(foreign_keys=rests_on_id)
    #: The roll as it was frozen, with the voices that were struck out since.
    all_voices: Mapped[list["Voice"]] = relationship(order_by="Voice.position", back_populates="decision")
    rounds: Mapped[list["Round"]] = relationship(order_by="Round.number", back_populates="decision")
    readers: Mapped[list["NamedReader"]] = relationship(cascade="all, delete-orphan")
    #: All its votes, oldest first, including those that were not held or were followed by another round.
    votes: Mapped[list["RecordedVote"]] = relationship(order_by="RecordedVote.id", back_populates="decision")
    resolution: Mapped["Resolution | None"] = relationship(back_populates="decision")

    @property
    def values(self) -> Provisions:
        """The values of its provisions."""
        return values_of(self.provisions)

    @property
    def is_for_roll_only(self) -> bool:
        """Whether only its roll and the named readers may know of it."""
        return self.audience == Audience.ROLL

    @property
    def voices(self) -> list["Voice"]:
        """Its roll, without voices of organizations that were entered by mistake."""
        return self.voices_at(None)

    @property
    def struck_voices(self) -> list["Voice"]:
        """The voices struck out since it was opened."""
        return [voice for voice in self.all_voices if not voice.stands]

    def voices_at(self, moment: dt.datetime | None) -> list["Voice"]:
        """Its roll when a round or a vote closed; None for what is still open."""
        return [voice for voice in self.all_voices if voice.stood_at(moment)]

    def quorum_at(self, moment: dt.datetime | None) -> int:
        """Its quorum when a round closed; None for what is still open."""
        later = [voice for voice in self.all_voices if not voice.stands and voice.stood_at(moment)]
        first = min(later, key=lambda voice: (voice.struck_at, voice.id), default=None)
        return self.quorum if first is None or first.quorum_before is None else first.quorum_before

    @property
    def counted_voices(self) -> list["Voice"]:
        """The voices whose positions count."""
        return [voice for voice in self.voices if voice.is_counted]

    @property
    def vote(self) -> "RecordedVote | None":
        """The newest vote."""
        return self.votes[-1] if self.votes else None

    @property
    def present_round(self) -> "Round":
        """The newest round."""
        return self.rounds[-1]


@rests_on_partner(N_("a voice in a decision"))
class Voice(Struck, db.Model):  # type: ignore[name-defined]
    """One voice of a roll, as it was when the decision was opened. Struck out where its organization turned
    out to be entered by mistake while the decision was open: it never had a voice.
    """

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
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    sector: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id"))
    #: False for voices that are only consulted.
    is_counted: Mapped[bool]
    #: The quorum of its decision before it was struck out.
    quorum_before: Mapped[int | None]

    decision: Mapped[Decision] = relationship(back_populates="all_voices")
    partner: Mapped[Partner | None] = relationship()
    seat: Mapped[Seat | None] = relationship()

    @property
    def organization_id(self) -> int | None:
        """The organization whose voice it is; none for a sector's seat, whichever one its holder is from."""
        return None if self.seat_id is not None and self.sector else self.partner_id

    def stood_at(self, moment: dt.datetime | None) -> bool:
        """Whether it was on the roll at a moment; None for now."""
        return self.struck_at is None or (moment is not None and moment <= self.struck_at)


class NamedReader(db.Model):  # type: ignore[name-defined]
    """A person who may read a decision that is for its roll only."""

    __tablename__ = "decision_reader"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "user_id"),
        sa.Index("ix_decision_reader_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
