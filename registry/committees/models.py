"""A team's committees, their seats, the terms of their holders, and declared interests."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.audit.models import Subject, Told
from registry.committees.rules import Occasion, TermKind
from registry.database.acts import AboutSomebody, ActedBy
from registry.database.corrections import Corrected, Struck
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.security.actors import Act
from registry.sentences import language_read
from registry.teams.models import Team


class Committee(Told, db.Model):  # type: ignore[name-defined]
    """A committee of the team: one has the steering role; working groups report to another committee."""

    __tablename__ = "committee"
    __table_args__ = (
        sa.Index("ix_committee_team_id", "team_id"),
        sa.Index(
            "uq_committee_steering",
            "team_id",
            unique=True,
            sqlite_where=sa.text("is_steering AND closed_on IS NULL"),
            postgresql_where=sa.text("is_steering AND closed_on IS NULL"),
        ),
    )

    told_as = Subject(
        "committee", ("name_en", "name_fr"), page="committees.show", place={"committee_id": "id"}
    )
    is_raised_by_events = True

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    name_en: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    name_fr: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    purpose_en: Mapped[str] = mapped_column(sa.Text, default="", info=personal(NONE))
    purpose_fr: Mapped[str] = mapped_column(sa.Text, default="", info=personal(NONE))
    is_steering: Mapped[bool] = mapped_column(default=False)
    reports_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("committee.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The first day on which it no longer exists.
    closed_on: Mapped[dt.date | None]
    #: Raised by each edit, so that the second of two people who edit at the same time is warned.
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()

    def told_with_each(self, act: Act) -> dict[str, object]:
        """The capacity of the actor, stored also when the registry acts."""
        return {"capacity": act.by.capacity}

    def name(self, language: str | None = None) -> str:
        """Its name in a language (default: the reader's)."""
        return self.name_fr if _language(language) == "fr" else self.name_en

    def purpose(self, language: str | None = None) -> str:
        """Its purpose in a language, or in the only language it has."""
        own, texts = self.purpose_en, self.purpose_fr
        return (texts or own) if _language(language) == "fr" else (own or texts)

    def is_closed(self, on: dt.date) -> bool:
        """Whether it is closed on a day."""
        return self.closed_on is not None and self.closed_on <= on


@rests_on_partner(N_("a seat"))
class Seat(db.Model):  # type: ignore[name-defined]
    """A place on a committee, for an organization or a sector."""

    __tablename__ = "seat"
    __table_args__ = (
        sa.Index("ix_seat_committee_id", "committee_id", "position"),
        sa.Index("ix_seat_partner_id", "partner_id"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
    )

    told_as = Subject(
        "seat",
        ("label_en", "label_fr"),
        number="committee_id",
        text=N_("seat “%(name)s”"),
        page="committees.show",
        place={"committee_id": "number"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committee.id"))
    label_en: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    label_fr: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    #: The organization that has the seat; none for the seat of a sector.
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    sector: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    position: Mapped[int]
    starts_on: Mapped[dt.date]
    #: The first day on which the committee no longer has it.
    ends_on: Mapped[dt.date | None]

    committee: Mapped[Committee] = relationship()
    partner: Mapped[Partner | None] = relationship()

    def name(self, language: str | None = None) -> str:
        """The seat's name in a language (default: the reader's)."""
        return self.label_fr if _language(language) == "fr" else self.label_en


@rests_on_partner(N_("a seat that was put right"))
class WrongSeat(Struck, db.Model):  # type: ignore[name-defined]
    """What had been entered about a seat and was put right; it stays to be seen, struck through."""

    __tablename__ = "wrong_seat"
    __table_args__ = (sa.Index("ix_wrong_seat_seat_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"))
    label_en: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    label_fr: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    sector: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]

    seat: Mapped[Seat] = relationship()
    partner: Mapped[Partner | None] = relationship()

    def name(self, language: str | None = None) -> str:
        """The name that it had, in a language (default: the reader's)."""
        return self.label_fr if _language(language) == "fr" else self.label_en


@rests_on_partner(N_("a term in a seat"))
class Term(Corrected, AboutSomebody, db.Model):  # type: ignore[name-defined]
    """One person's term in a seat, as holder or alternate; also stores who gave it."""

    __tablename__ = "seat_term"
    __table_args__ = (
        sa.Index("ix_seat_term_seat_id", "seat_id", "starts_on"),
        sa.Index("ix_seat_term_user_id", "user_id"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"))
    kind: Mapped[TermKind] = mapped_column(Choice(TermKind, 12))
    #: Their account; none for a person who does not act online.
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    person_name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    #: The organization the person comes from, even when the seat is a sector's; decides recusal.
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    starts_on: Mapped[dt.date]
    #: The first day on which they no longer hold it.
    ends_on: Mapped[dt.date | None]
    #: For an alternate: who appointed them, as text.
    granted_by: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    end_reason: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(OTHERS))
    #: With what it ended or was struck out, such as `seat:3`; empty where it ended by itself. What it said of
    #: its end before is kept, so that it is put back where the other was a mistake.
    ended_with: Mapped[str] = mapped_column(sa.String(60), default="", server_default="", info=personal(NONE))
    planned_end: Mapped[dt.date | None]
    planned_reason: Mapped[str] = mapped_column(
        sa.String(500), default="", server_default="", info=personal(OTHERS)
    )
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    seat: Mapped[Seat] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys="Term.user_id")
    partner: Mapped[Partner | None] = relationship()

    @property
    def sits_for_id(self) -> int | None:
        """The organization whose voice the person brings: the one that has the seat, whoever holds it; in a
        sector's seat the one they come from.
        """
        return self.partner_id if self.seat.partner_id is None else self.seat.partner_id

    @property
    def concerned_ids(self) -> frozenset[int]:
        """The organization they come from, and the one that has the seat: a matter of either is theirs."""
        return frozenset(one for one in (self.partner_id, self.seat.partner_id) if one is not None)


class ChairChange(Corrected, ActedBy, db.Model):  # type: ignore[name-defined]
    """From a date on, the holder of a seat chairs the committee; without a seat, nobody does."""

    __tablename__ = "committee_chair"
    __table_args__ = (sa.Index("ix_committee_chair_committee_id", "committee_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committee.id"))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id"))
    effective_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    #: A vacant chair is an answer too.
    is_set = True


class Interest(ActedBy, db.Model):  # type: ignore[name-defined]
    """A member's declaration on joining or at a meeting. Never changed."""

    __tablename__ = "interest"
    __table_args__ = (sa.Index("ix_interest_committee_id", "committee_id", "declared_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committee.id"))
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seat.id"))
    #: The person whose interest it is; somebody else may have entered it.
    person_name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    occasion: Mapped[Occasion] = mapped_column(Choice(Occasion, 12))
    #: The day of joining, or of the meeting.
    declared_on: Mapped[dt.date]
    #: Empty when the person declares that there is none.
    text: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    seat: Mapped[Seat] = relationship()


def _language(language: str | None) -> str:
    return language or language_read()
