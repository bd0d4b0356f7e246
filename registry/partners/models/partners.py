"""Partners of each team, and their dated properties."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.models import Subject, Told
from registry.database.corrections import Corrected, Struck
from registry.database.session import db
from registry.database.types import BytewiseText, Choice, Json, UtcDateTime
from registry.errors import N_
from registry.partners.models.organizations import Organization
from registry.partners.rules.dependents import rests_on_partner
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Contribution, NoteKind, Status, coming, in_force
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.teams.models import Team
from registry.teams.rules import Tier

#: Numbers of deleted rows are never used again, because the audit trail names rows by number.
ONCE = {"sqlite_autoincrement": True}

if TYPE_CHECKING:
    from registry.partners.models.people import Signatory


class Partner(Struck, Told, db.Model):  # type: ignore[name-defined]
    """A partner: an organization in one team. Struck out where it was entered by mistake: it then counts
    nowhere.

    Its tier and status are stored as dated rows, so that queries must name a day.
    """

    __tablename__ = "partner"
    __table_args__ = (
        # A name that was entered by mistake is free again.
        sa.Index(
            "uq_partner_team_id_name_key",
            "team_id",
            "name_key",
            unique=True,
            sqlite_where=sa.text("struck_at IS NULL"),
            postgresql_where=sa.text("struck_at IS NULL"),
        ),
        sa.Index("ix_partner_team_id_sort_key", "team_id", "sort_key", "id"),
        sa.Index("ix_partner_team_id_position", "team_id", "position", "id"),
        sa.Index("ix_partner_team_id_sector", "team_id", "sector"),
        sa.Index("ix_partner_organization_id", "organization_id"),
        sa.CheckConstraint("signatures_needed >= 1", name="signatures_needed_positive"),
        ONCE,
    )

    told_as = Subject(
        "partner", "name", nameless=N_("a partner"), page="partners.show", place={"partner_id": "id"}
    )
    is_raised_by_events = True

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    #: Its name in this team's list.
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    #: Folded; identifies the organization within the team.
    name_key: Mapped[str] = mapped_column(BytewiseText, info=personal(NONE))
    #: Folded for sorting and paging.
    sort_key: Mapped[str] = mapped_column(BytewiseText, info=personal(NONE))
    #: Position in the team's own list, the same after import and export.
    position: Mapped[int]
    sector: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    city: Mapped[str] = mapped_column(sa.String(120), default="", info=personal(NONE))
    #: The language of messages to it: en or fr.
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    #: How many of its signatories must sign.
    signatures_needed: Mapped[int] = mapped_column(default=1)
    #: Cells of unknown columns of the imported list, by heading.
    extra_cells: Mapped[dict[str, str]] = mapped_column(Json, default=dict, info=personal(OTHERS))
    #: Whether the newest imported list named it.
    on_latest_list: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()
    organization: Mapped[Organization] = relationship()
    tiers: Mapped[list["TierChange"]] = relationship(order_by="TierChange.id", back_populates="partner")
    statuses: Mapped[list["StatusChange"]] = relationship(
        order_by="StatusChange.id", back_populates="partner"
    )
    signatories: Mapped[list["Signatory"]] = relationship(
        order_by="[Signatory.position, Signatory.id]", back_populates="partner"
    )
    schedules: Mapped[list["Schedule"]] = relationship(order_by="Schedule.id", back_populates="partner")
    words: Mapped[list["PartnerWord"]] = relationship(cascade="all, delete-orphan")

    def tier_change(self, on: dt.date) -> "TierChange | None":
        """The tier row in force on a date."""
        return in_force(self.tiers, on)

    def tier(self, on: dt.date) -> Tier | None:
        """Its tier on a date; None while it is to be set."""
        change = self.tier_change(on)
        return Tier(change.tier) if change and change.tier else None

    def tier_label(self, on: dt.date, language: str | None = None) -> str:
        """The team's label of its tier on a date; empty while it is to be set."""
        change = self.tier_change(on)
        if change is None or not change.tier:
            return ""
        return self.team.tier_label(Tier(change.tier), language)

    def status(self, on: dt.date) -> Status:
        """Its status on a date; joining before its first row."""
        if not self.stands:
            return Status.MISTAKE
        change = in_force(self.statuses, on)
        return change.status if change else Status.JOINING

    def schedule(self, on: dt.date) -> "Sequence[ScheduleLine]":
        """The lines of its schedule on a date; none before its first."""
        version = in_force(self.schedules, on)
        return version.lines if version else ()

    def coming_changes(self, on: dt.date) -> "list[TierChange | StatusChange]":
        """Tier and status changes dated in the future, soonest first."""
        return sorted(
            [*coming(self.tiers, on), *coming(self.statuses, on)], key=lambda change: change.effective_on
        )

    def active_signatories(self, on: dt.date) -> "list[Signatory]":
        """Those who may sign for it on a date, in signing order."""
        return [signatory for signatory in self.signatories if signatory.is_active(on)]


class PartnerWord(db.Model):  # type: ignore[name-defined]
    """A folded word of a partner's name, sector or city, for prefix search."""

    __tablename__ = "partner_word"
    __table_args__ = (
        sa.UniqueConstraint("partner_id", "word"),
        sa.Index("ix_partner_word_team_id_word", "team_id", "word", "partner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    word: Mapped[str] = mapped_column(BytewiseText, info=personal(NONE))


@rests_on_partner(N_("another name"))
class PartnerName(db.Model):  # type: ignore[name-defined]
    """A former name of a partner."""

    __tablename__ = "partner_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    until_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(OTHERS))


@rests_on_partner(N_("a change of its tier"))
class TierChange(Corrected, db.Model):  # type: ignore[name-defined]
    """The tier of a partner from a date on. A wrong row is superseded, never overwritten."""

    __tablename__ = "partner_tier"
    __table_args__ = (sa.Index("ix_partner_tier_partner_id", "partner_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: Empty while the tier is to be set.
    tier: Mapped[str] = mapped_column(sa.String(12), default="")
    #: The label in the imported list; exports contain it again.
    label: Mapped[str] = mapped_column(sa.String(80), default="", info=personal(NONE))
    effective_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(OTHERS))
    #: Who agreed to it, as text.
    agreed_by: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: The capacity in which they recorded it, and for whom, at that time; empty when that was not stored.
    recorded_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    recorded_for: Mapped[str] = mapped_column(
        sa.String(200), default="", server_default="", info=personal(WHOSE)
    )

    partner: Mapped[Partner] = relationship(back_populates="tiers")

    @property
    def is_set(self) -> bool:
        """Whether it names a tier."""
        return bool(self.tier)


@rests_on_partner(N_("a change of its status"))
class StatusChange(Corrected, db.Model):  # type: ignore[name-defined]
    """The status of a partner from a date on. A wrong row is superseded, never overwritten."""

    __tablename__ = "partner_status"
    __table_args__ = (sa.Index("ix_partner_status_partner_id", "partner_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    status: Mapped[Status] = mapped_column(Choice(Status, 12))
    effective_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(OTHERS))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: The capacity in which they recorded it, and for whom, at that time; empty when that was not stored.
    recorded_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    recorded_for: Mapped[str] = mapped_column(
        sa.String(200), default="", server_default="", info=personal(WHOSE)
    )
    #: What it rests on that the organization joins or is a partner, and which one; empty for other changes,
    #: and where that was not stored.
    rests_on: Mapped[str] = mapped_column(sa.String(12), default="", server_default="")
    rests_on_words: Mapped[str] = mapped_column(
        sa.String(300), default="", server_default="", info=personal(OTHERS)
    )
    #: The thing in the registry: `decision:12`.
    rests_on_subject: Mapped[str] = mapped_column(
        sa.String(60), default="", server_default="", info=personal(NONE)
    )

    partner: Mapped[Partner] = relationship(back_populates="statuses")

    is_set = True

    @property
    def ground(self) -> RestsOn | None:
        """What the partnership rests on that it begins; None where nothing is stored."""
        if not self.rests_on:
            return None
        return RestsOn(Ground(self.rests_on), self.rests_on_words, self.rests_on_subject)


@rests_on_partner(N_("what it contributes"))
class Schedule(Corrected, db.Model):  # type: ignore[name-defined]
    """What a partner contributes from a date on. A changed schedule is a new one; the earlier one stays."""

    __tablename__ = "schedule"
    __table_args__ = (sa.Index("ix_schedule_partner_id", "partner_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    effective_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Empty for schedules of before versions were kept.
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    recorded_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    recorded_for: Mapped[str] = mapped_column(
        sa.String(200), default="", server_default="", info=personal(WHOSE)
    )

    partner: Mapped[Partner] = relationship(back_populates="schedules")
    lines: Mapped[list["ScheduleLine"]] = relationship(
        order_by="[ScheduleLine.position, ScheduleLine.id]", back_populates="schedule"
    )

    #: A schedule without a line is an answer too: nothing is promised from then on.
    is_set = True


class ScheduleLine(db.Model):  # type: ignore[name-defined]
    """One contribution of a partner; part of what it signs."""

    __tablename__ = "schedule_line"
    __table_args__ = (sa.Index("ix_schedule_line_schedule_id", "schedule_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(sa.ForeignKey("schedule.id"))
    kind: Mapped[Contribution] = mapped_column(Choice(Contribution, 12))
    text_en: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    text_fr: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    position: Mapped[int]

    schedule: Mapped[Schedule] = relationship(back_populates="lines")

    def text(self, language: str) -> str:
        """The line in a language, or in the only language it has."""
        return (self.text_fr or self.text_en) if language == "fr" else (self.text_en or self.text_fr)

    def language_of(self, language: str) -> str:
        """The language of the text that `text` returns."""
        if language == "fr":
            return "fr" if self.text_fr else "en"
        return "en" if self.text_en else "fr"


@rests_on_partner(N_("a note"))
class Note(db.Model):  # type: ignore[name-defined]
    """A dated note about a partner: a call, a promise, a meeting. Notes are never changed."""

    __tablename__ = "partner_note"
    __table_args__ = (sa.Index("ix_partner_note_partner_id", "partner_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    kind: Mapped[NoteKind] = mapped_column(Choice(NoteKind, 12))
    on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    #: The due date of a promise.
    due_on: Mapped[dt.date | None]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
