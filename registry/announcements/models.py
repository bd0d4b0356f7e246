"""Announcements, their papers, the copies that went out, and the answers."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.models import Subject, Told
from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import Json, UtcDateTime
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.teams.models import Team
from registry.teams.rules import Tier


class Announcement(ActedBy, Told, db.Model):  # type: ignore[name-defined]
    """A word to the partners of some tiers: a draft until it is sent, then fixed. Who acted is who wrote it,
    and later who sent it.
    """

    __tablename__ = "announcement"
    #: The numbers of discarded drafts are not used again: the audit trail names them.
    __table_args__ = (sa.Index("ix_announcement_team_id", "team_id", "id"), {"sqlite_autoincrement": True})

    told_as = Subject(
        "announcement",
        ("title_en", "title_fr"),
        text=N_("the announcement “%(title)s”"),
        nameless=N_("an announcement"),
        page="announcements.show",
        place={"announcement_id": "id"},
    )
    is_raised_by_events = True

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    title_fr: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    text_en: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    text_fr: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    #: The tiers whose partners get it: ["observer"].
    tiers: Mapped[list[str]] = mapped_column(Json, info=personal(NONE))
    #: Whether each organization is asked for an answer; anybody may give one.
    asks_answer: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()
    papers: Mapped[list["AnnouncementPaper"]] = relationship(
        order_by="AnnouncementPaper.id", cascade="all, delete-orphan", back_populates="announcement"
    )

    @property
    def is_sent(self) -> bool:
        """Whether it went out: from then on it does not change."""
        return self.sent_at is not None

    @property
    def to_tiers(self) -> list[Tier]:
        """The tiers whose partners get it."""
        return [Tier(tier) for tier in self.tiers]

    @property
    def titles(self) -> dict[str, str]:
        """Its title by language."""
        return {"en": self.title_en, "fr": self.title_fr}

    @property
    def texts(self) -> dict[str, str]:
        """Its text by language."""
        return {"en": self.text_en, "fr": self.text_fr}

    def title(self, language: str) -> str:
        """Its title in a language, or in the only language it has."""
        return (self.title_fr or self.title_en) if language == "fr" else (self.title_en or self.title_fr)

    def text(self, language: str) -> str:
        """Its text in a language, or in the only language it has."""
        return (self.text_fr or self.text_en) if language == "fr" else (self.text_en or self.text_fr)


class AnnouncementPaper(ActedBy, db.Model):  # type: ignore[name-defined]
    """A paper that goes with an announcement."""

    __tablename__ = "announcement_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(sa.ForeignKey("announcement.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    media_type: Mapped[str] = mapped_column(sa.String(100), info=personal(NONE))
    #: SHA-256 of the file.
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    announcement: Mapped[Announcement] = relationship(back_populates="papers")

    @property
    def kilobytes(self) -> int:
        """Its size in kilobytes, rounded up."""
        return -(-self.size // 1000)


@rests_on_partner(N_("an announcement that it got"))
class AnnouncementCopy(db.Model):  # type: ignore[name-defined]
    """An announcement as it went to one person of one organization, with their personal link."""

    __tablename__ = "announcement_copy"
    __table_args__ = (
        sa.Index("ix_announcement_copy_announcement_id", "announcement_id", "partner_id"),
        sa.Index("ix_announcement_copy_partner_id", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(sa.ForeignKey("announcement.id"))
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: The person and their address; empty once their period is over.
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    address: Mapped[str] = mapped_column(sa.String(254), info=personal(WHOSE))
    language: Mapped[str] = mapped_column(sa.String(2))
    #: Part of every link; raised when a new link is sent, so that older links end.
    generation: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: When the link was first opened; mail scanners open links too.
    fetched_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    announcement: Mapped[Announcement] = relationship()
    partner: Mapped[Partner] = relationship()

    def link_lives(self, now: dt.datetime) -> bool:
        """Whether its current link has not expired."""
        return now < self.expires_at


@rests_on_partner(N_("an answer to an announcement"))
class AnnouncementAnswer(ActedBy, db.Model):  # type: ignore[name-defined]
    """What an organization answered; its newest answer counts, earlier ones are kept."""

    __tablename__ = "announcement_answer"
    __table_args__ = (
        sa.Index("ix_announcement_answer_announcement_id", "announcement_id", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(sa.ForeignKey("announcement.id"))
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    answered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    announcement: Mapped[Announcement] = relationship()
    partner: Mapped[Partner] = relationship()
