"""Organizations, the partners they are in each team, and what is known of them over time."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.extensions import BytewiseText, Json, UtcDateTime, db
from registry.partners.authority import Authority, Basis, Scope
from registry.partners.rules import Status, coming, in_force
from registry.teams.models import Team
from registry.teams.rules import Tier

#: The number of a row that is gone is never given to another: the audit trail names rows by number.
ONCE = {"sqlite_autoincrement": True}


class Organization(db.Model):  # type: ignore[name-defined]
    """A legal body or group, shared between teams only on purpose."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    #: Folded for comparing: no case, accents or apostrophe styles.
    name_key: Mapped[str] = mapped_column(BytewiseText, index=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The organization it became part of; its history stays here.
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organization.id"))
    merged_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]

    @property
    def has_ended(self) -> bool:
        """Whether it became part of another or closed, or will on a day that is known."""
        return self.merged_into_id is not None or self.closed_on is not None


class Partner(db.Model):  # type: ignore[name-defined]
    """An organization in one team. Its tier and status are dated rows, asked for with a date."""

    __tablename__ = "partner"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "name_key", name="uq_partner_team_id_name_key"),
        sa.Index("ix_partner_team_id_sort_key", "team_id", "sort_key", "id"),
        sa.Index("ix_partner_team_id_position", "team_id", "position", "id"),
        sa.Index("ix_partner_team_id_sector", "team_id", "sector"),
        sa.Index("ix_partner_organization_id", "organization_id"),
        sa.CheckConstraint("signatures_needed >= 1", name="signatures_needed_positive"),
        ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    #: As listed by this team.
    name: Mapped[str] = mapped_column(sa.String(200))
    #: Folded for telling organizations apart within the team.
    name_key: Mapped[str] = mapped_column(BytewiseText)
    #: Folded for sorting and paging.
    sort_key: Mapped[str] = mapped_column(BytewiseText)
    #: Place in the team's own list, kept by import and export.
    position: Mapped[int]
    sector: Mapped[str] = mapped_column(sa.String(200), default="")
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    #: In which it is written to: en or fr.
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    #: How many of its signatories must sign.
    signatures_needed: Mapped[int] = mapped_column(default=1)
    #: Cells of the imported list that the registry has no column for, by heading.
    extra_cells: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    #: Whether the newest imported list still named it.
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
    schedule: Mapped[list["ScheduleLine"]] = relationship(
        order_by="ScheduleLine.position", cascade="all, delete-orphan", back_populates="partner"
    )
    words: Mapped[list["PartnerWord"]] = relationship(cascade="all, delete-orphan")

    def tier_change(self, on: dt.date) -> "TierChange | None":
        """The tier row that holds on a date."""
        return in_force(self.tiers, on)

    def tier(self, on: dt.date) -> Tier | None:
        """Its tier on a date, or None while it is still to be set."""
        change = self.tier_change(on)
        return Tier(change.tier) if change and change.tier else None

    def tier_label(self, on: dt.date, language: str | None = None) -> str:
        """What the team calls its tier on a date; empty while it is to be set."""
        change = self.tier_change(on)
        if change is None or not change.tier:
            return ""
        return self.team.tier_label(Tier(change.tier), language)

    def status(self, on: dt.date) -> Status:
        """Its status on a date; before its first row it is joining."""
        change = in_force(self.statuses, on)
        return Status(change.status) if change else Status.JOINING

    def coming_changes(self, on: dt.date) -> "list[TierChange | StatusChange]":
        """Tier and status changes dated in the future, soonest first."""
        return sorted(
            [*coming(self.tiers, on), *coming(self.statuses, on)], key=lambda change: change.effective_on
        )

    def active_signatories(self, on: dt.date) -> "list[Signatory]":
        """Those who may sign for it on a date, in the order in which they are asked."""
        return [signatory for signatory in self.signatories if signatory.is_active(on)]


class PartnerWord(db.Model):  # type: ignore[name-defined]
    """A folded word of a partner's name, sector or city, for search by prefix."""

    __tablename__ = "partner_word"
    __table_args__ = (
        sa.UniqueConstraint("partner_id", "word"),
        sa.Index("ix_partner_word_team_id_word", "team_id", "word", "partner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    word: Mapped[str] = mapped_column(BytewiseText)


class PartnerName(db.Model):  # type: ignore[name-defined]
    """A name that a partner bore before it was renamed."""

    __tablename__ = "partner_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    until_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")


class TierChange(db.Model):  # type: ignore[name-defined]
    """From a date on a partner is of a tier. A wrong row is superseded, never overwritten."""

    __tablename__ = "partner_tier"
    __table_args__ = (sa.Index("ix_partner_tier_partner_id", "partner_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: Empty: the tier is still to be set.
    tier: Mapped[str] = mapped_column(sa.String(12), default="")
    #: The label in the list it came from, given back by the export.
    label: Mapped[str] = mapped_column(sa.String(80), default="")
    effective_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    #: Who agreed to it, in words.
    agreed_by: Mapped[str] = mapped_column(sa.String(200), default="")
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: In which capacity they recorded it, and for whom, as it was then; empty where that was not kept.
    recorded_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    recorded_for: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_tier.id"))

    partner: Mapped[Partner] = relationship(back_populates="tiers")


class StatusChange(db.Model):  # type: ignore[name-defined]
    """From a date on a partner has a status. A wrong row is superseded, never overwritten."""

    __tablename__ = "partner_status"
    __table_args__ = (sa.Index("ix_partner_status_partner_id", "partner_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    status: Mapped[str] = mapped_column(sa.String(12))
    effective_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: In which capacity they recorded it, and for whom, as it was then; empty where that was not kept.
    recorded_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    recorded_for: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_status.id"))

    partner: Mapped[Partner] = relationship(back_populates="statuses")


class Signatory(db.Model):  # type: ignore[name-defined]
    """A person who may sign for a partner, without an account."""

    __tablename__ = "signatory"
    __table_args__ = (sa.Index("ix_signatory_partner_id", "partner_id", "position"), ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: May be empty while a list gave only an address or a title.
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    #: On which the coordinators call them, such as with a code for signing.
    phone: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    #: On what ground they may bind the organization, as the list says it; the grants say it with dates.
    authority: Mapped[str] = mapped_column(sa.String(500), default="")
    #: The first is asked first.
    position: Mapped[int] = mapped_column(default=1)
    #: The first and the end day over all their grants to sign.
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]

    partner: Mapped[Partner] = relationship(back_populates="signatories")
    grants: Mapped[list["Grant"]] = relationship(order_by="Grant.id", back_populates="signatory")

    @property
    def called(self) -> str:
        """What to call them: by name, or by what is known instead; a dash once nothing is."""
        return self.name or self.title or self.email or "—"

    def is_active(self, on: dt.date) -> bool:
        """Whether they may sign on a date."""
        started = self.started_on is None or self.started_on <= on
        return started and (self.ended_on is None or self.ended_on > on)


class Representative(db.Model):  # type: ignore[name-defined]
    """A person with an account who acts for a partner: states positions, takes part in cases."""

    __tablename__ = "representative"
    __table_args__ = (
        sa.Index("ix_representative_partner_id", "partner_id", "started_on"),
        sa.Index("ix_representative_user_id", "user_id"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    #: What they are in their organization.
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    started_on: Mapped[dt.date]
    #: The first day on which they no longer act.
    ended_on: Mapped[dt.date | None]

    partner: Mapped[Partner] = relationship()
    user: Mapped[User] = relationship()
    grants: Mapped[list["Grant"]] = relationship(order_by="Grant.id", back_populates="representative")

    def is_active(self, on: dt.date) -> bool:
        """Whether they act for the partner on a day."""
        return self.started_on <= on and (self.ended_on is None or self.ended_on > on)


class Grant(db.Model):  # type: ignore[name-defined]
    """From a day on a person may sign or speak for a partner, because somebody said so on some ground.

    A wrong row is superseded, never overwritten; only its end is set.
    """

    __tablename__ = "authority_grant"
    __table_args__ = (
        sa.Index("ix_authority_grant_partner_id", "partner_id", "id"),
        sa.Index("ix_authority_grant_signatory_id", "signatory_id"),
        sa.Index("ix_authority_grant_representative_id", "representative_id"),
        sa.CheckConstraint(
            "signatory_id IS NOT NULL OR representative_id IS NOT NULL", name="given_to_somebody"
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="ends_after_start"
        ),
        ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: Whom it lets sign, and whom it lets speak: one of them or, where it is one person, both.
    signatory_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signatory.id"))
    representative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("representative.id"))
    #: title, by_law, board_minute or letter.
    basis: Mapped[str] = mapped_column(sa.String(12))
    #: Which title, by-law, minute or letter.
    reference: Mapped[str] = mapped_column(sa.String(500), default="")
    #: Who gave it, by name or role; empty where only who recorded it is known.
    granted_by: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Fingerprint and name of the document that says so, where it was given.
    file: Mapped[str] = mapped_column(sa.String(64), default="")
    file_name: Mapped[str] = mapped_column(sa.String(200), default="")
    #: They act where the others cannot: no second voice.
    is_alternate: Mapped[bool] = mapped_column(default=False)
    #: The first day; empty where it is not known since when.
    started_on: Mapped[dt.date | None]
    #: The first day on which it no longer holds.
    ended_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    #: In which capacity they acted.
    recorded_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("authority_grant.id"))

    signatory: Mapped[Signatory | None] = relationship(back_populates="grants")
    representative: Mapped[Representative | None] = relationship(back_populates="grants")
    recorded_by: Mapped[User | None] = relationship()

    @property
    def is_corrected(self) -> bool:
        """Whether another row took its place."""
        return self.superseded_by_id is not None

    @property
    def authority(self) -> Authority:
        """What the rules ask of it; asks for the representative's row where it is about speaking."""
        return Authority(
            self.signatory_id,
            self.representative.user_id if self.representative else None,
            self.started_on,
            self.ended_on,
            self.is_alternate,
        )

    @property
    def scope(self) -> Scope:
        """What it lets do."""
        return self.authority.scope

    @property
    def ground(self) -> Basis:
        """On what ground it was given."""
        return Basis(self.basis)

    @property
    def called(self) -> str:
        """Who it is given to, in words."""
        if self.signatory is not None:
            return self.signatory.called
        assert self.representative is not None
        return self.representative.user.name

    def holds(self, on: dt.date) -> bool:
        """Whether it lets act on a day; one that was corrected never does."""
        return not self.is_corrected and self.authority.holds(on)


class ScheduleLine(db.Model):  # type: ignore[name-defined]
    """One thing a partner contributes; part of what it signs."""

    __tablename__ = "schedule_line"
    __table_args__ = (sa.Index("ix_schedule_line_partner_id", "partner_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    kind: Mapped[str] = mapped_column(sa.String(12))
    text_en: Mapped[str] = mapped_column(sa.Text, default="")
    text_fr: Mapped[str] = mapped_column(sa.Text, default="")
    position: Mapped[int]

    partner: Mapped[Partner] = relationship(back_populates="schedule")

    def text(self, language: str) -> str:
        """The line in a language, or in the other where it stands in one only."""
        return (self.text_fr or self.text_en) if language == "fr" else (self.text_en or self.text_fr)

    def language_of(self, language: str) -> str:
        """The language that the line is in where it is read in this one."""
        if language == "fr":
            return "fr" if self.text_fr else "en"
        return "en" if self.text_en else "fr"


class Note(db.Model):  # type: ignore[name-defined]
    """A dated note about a partner: a call, a promise, a meeting. Append-only."""

    __tablename__ = "partner_note"
    __table_args__ = (sa.Index("ix_partner_note_partner_id", "partner_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    kind: Mapped[str] = mapped_column(sa.String(12))
    on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text)
    #: When a promise falls due.
    due_on: Mapped[dt.date | None]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
