"""Teams and who has which role in them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.dates import language_read
from registry.security.permissions import Role
from registry.teams.rules import DEFAULT_LABELS, Tier


class Team(db.Model):  # type: ignore[name-defined]
    """A health team: a partnership of organizations under one Statement."""

    __tablename__ = "team"
    __table_args__ = (sa.UniqueConstraint("slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Its name in addresses.
    slug: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(200))
    name_fr: Mapped[str] = mapped_column(sa.String(200))
    region_en: Mapped[str] = mapped_column(sa.String(200), default="")
    region_fr: Mapped[str] = mapped_column(sa.String(200), default="")
    timezone: Mapped[str] = mapped_column(sa.String(60), default="America/Toronto")
    #: One or two of `en`, `fr`, the first being the main one.
    languages: Mapped[list[str]] = mapped_column(Json)
    #: What the team calls its tiers: {"anchor": {"en": "Signatory", "fr": "Signataire"}}; else a default.
    tier_labels: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict)
    #: Roles whose people prove themselves with a second factor.
    second_factor_roles: Mapped[list[str]] = mapped_column(Json, default=list)
    #: Whether a link by mail is enough to come in.
    allows_link: Mapped[bool] = mapped_column(default=False)
    #: The channels of second proofs of which signing asks for one; empty where it asks for none.
    step_ups: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Raised by each edit, so that of two people editing the second is told.
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    def name(self, language: str | None = None) -> str:
        """Its name in a language, the reader's where none is given."""
        return self.name_fr if _language(language) == "fr" else self.name_en

    def region(self, language: str | None = None) -> str:
        """Its region in a language, the reader's where none is given."""
        return self.region_fr if _language(language) == "fr" else self.region_en

    def tier_label(self, tier: Tier, language: str | None = None) -> str:
        """What the team calls a tier, in a language."""
        own = self.tier_labels.get(tier.value, {})
        chosen = _language(language)
        return own.get(chosen) or DEFAULT_LABELS[tier][chosen]


class Membership(db.Model):  # type: ignore[name-defined]
    """One person's role in one team."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("team_id", "user_id"), sa.Index("ix_membership_user_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    role: Mapped[Role] = mapped_column(Choice(Role, 30))
    granted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)


def _language(language: str | None) -> str:
    return language or language_read()
