"""Teams and the roles of people in them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.models import Subject, Told
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.personal_data import NONE, WHOSE, personal
from registry.security.permissions import Role
from registry.sentences import language_read
from registry.teams.rules import DEFAULT_LABELS, Tier


class Team(Told, db.Model):  # type: ignore[name-defined]
    """A health team: a partnership of organizations under one Statement."""

    __tablename__ = "team"
    __table_args__ = (sa.UniqueConstraint("slug"),)

    told_as = Subject("team", ("name_en", "name_fr"), page="pages.team_home")

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Its name in addresses.
    slug: Mapped[str] = mapped_column(sa.String(60), info=personal(NONE))
    name_en: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    name_fr: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    region_en: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    region_fr: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    timezone: Mapped[str] = mapped_column(sa.String(60), default="America/Toronto")
    #: One or two of `en` and `fr`, the main one first.
    languages: Mapped[list[str]] = mapped_column(Json, info=personal(NONE))
    #: The team's labels of its tiers, {"anchor": {"en": "Signatory", "fr": "Signataire"}}; without one, a
    #: default.
    tier_labels: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict, info=personal(NONE))
    #: The roles that need a second factor.
    second_factor_roles: Mapped[list[str]] = mapped_column(Json, default=list, info=personal(NONE))
    #: Whether a mailed link is enough to sign in.
    allows_link: Mapped[bool] = mapped_column(default=False)
    #: The channels from which signing requires one second proof; empty when none is required.
    step_ups: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]", info=personal(NONE))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Raised by each edit, so that the second of two people who edit at the same time is warned.
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    @property
    def team_id(self) -> int:
        """Its own number: events about a team are in its own audit trail."""
        return self.id

    def name(self, language: str | None = None) -> str:
        """The team's name in a language (default: the reader's)."""
        return self.name_fr if _language(language) == "fr" else self.name_en

    def region(self, language: str | None = None) -> str:
        """The team's region in a language (default: the reader's)."""
        return self.region_fr if _language(language) == "fr" else self.region_en

    def tier_label(self, tier: Tier, language: str | None = None) -> str:
        """The team's label of a tier, in a language."""
        own = self.tier_labels.get(tier.value, {})
        chosen = _language(language)
        return own.get(chosen) or DEFAULT_LABELS[tier][chosen]


class Membership(db.Model):  # type: ignore[name-defined]
    """One person's role in one team."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("team_id", "user_id"), sa.Index("ix_membership_user_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    role: Mapped[Role] = mapped_column(Choice(Role, 30))
    granted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)


def _language(language: str | None) -> str:
    return language or language_read()
