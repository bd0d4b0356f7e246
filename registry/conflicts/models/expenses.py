"""Expenses of a case: their shares, and who has confirmed theirs."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.conflicts.models.cases import Case, CaseParty
from registry.conflicts.rules.cases import PartyKind
from registry.database.acts import ActedBy
from registry.database.corrections import Struck
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.decisions.rules.decisions import Channel
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import OTHERS, WHOSE, personal


class Expense(ActedBy, db.Model):  # type: ignore[name-defined]
    """The cost of a facilitator or mediator, and its shares."""

    __tablename__ = "conflict_expense"
    __table_args__ = (
        sa.Index("ix_conflict_expense_case_id", "case_id"),
        sa.CheckConstraint("total_cents > 0", name="total_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    what: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    total_cents: Mapped[int]
    #: Why it is shared this way, as text: by the team's settings, or by agreement of the parties.
    ground: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Set when it was a mistake and no longer counts.
    set_aside_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    set_aside_reason: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))

    case: Mapped[Case] = relationship(back_populates="expenses")
    shares: Mapped[list["Share"]] = relationship(order_by="Share.id", back_populates="expense")

    @property
    def counts(self) -> bool:
        """Whether it counts: it was not set aside."""
        return self.set_aside_at is None


_OF_NO_PARTY = sa.text("party_id IS NULL AND partner_id IS NULL")


@rests_on_partner(N_("a share of an expense"))
class Share(db.Model):  # type: ignore[name-defined]
    """A share of an expense, in cents: of a party, of another partner, or of the team itself."""

    __tablename__ = "conflict_share"
    __table_args__ = (
        sa.UniqueConstraint("expense_id", "party_id"),
        sa.UniqueConstraint("expense_id", "partner_id"),
        sa.Index("ix_conflict_share_party_id", "party_id"),
        sa.Index("ix_conflict_share_partner_id", "partner_id"),
        sa.Index(
            "uq_conflict_share_of_team",
            "expense_id",
            unique=True,
            sqlite_where=_OF_NO_PARTY,
            postgresql_where=_OF_NO_PARTY,
        ),
        sa.CheckConstraint("cents > 0", name="cents_positive"),
        sa.CheckConstraint("party_id IS NULL OR partner_id IS NULL", name="one_payer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    expense_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_expense.id"))
    #: The party that pays it, or the partner that is no party; with neither, the team itself pays.
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conflict_party.id"))
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    cents: Mapped[int]
    #: The day on which it was paid, as noted by a coordinator.
    paid_on: Mapped[dt.date | None]

    expense: Mapped[Expense] = relationship(back_populates="shares")
    party: Mapped[CaseParty | None] = relationship()
    partner: Mapped[Partner | None] = relationship()
    confirmation: Mapped["ShareConfirmation | None"] = relationship(back_populates="share")
    all_relayed: Mapped[list["RelayedConfirmation"]] = relationship(
        order_by="RelayedConfirmation.id", back_populates="share"
    )

    @property
    def relayed(self) -> "RelayedConfirmation | None":
        """The consent that was given elsewhere, while who pays has said nothing of its own to it."""
        if self.confirmation is not None:
            return None
        return next((relayed for relayed in self.all_relayed if relayed.stands), None)

    @property
    def is_confirmed(self) -> bool:
        """Whether who pays consents, here or elsewhere."""
        return self.confirmation is not None or self.relayed is not None

    @property
    def is_of_team(self) -> bool:
        """Whether the team itself pays it, as a party or without being one."""
        if self.party is not None:
            return self.party.kind is PartyKind.TEAM
        return self.partner_id is None

    def payer(self, language: str | None = None) -> str:
        """The name of who pays it, in a language (default: the reader's)."""
        if self.party is not None:
            return self.party.name(language)
        return self.partner.name if self.partner is not None else self.expense.case.team.name(language)


class ShareConfirmation(ActedBy, db.Model):  # type: ignore[name-defined]
    """The consent of who pays a share, given here. Never changed."""

    __tablename__ = "conflict_share_confirmation"

    share_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_share.id"), primary_key=True)
    confirmed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    share: Mapped[Share] = relationship(back_populates="confirmation")


class RelayedConfirmation(Struck, ActedBy, db.Model):  # type: ignore[name-defined]
    """The consent of who pays a share, given elsewhere and entered by a coordinator.

    Who pays confirms it, or has it struck out; it then stays to be seen.
    """

    __tablename__ = "conflict_share_relayed"
    __table_args__ = (
        sa.Index("ix_conflict_share_relayed_share_id", "share_id"),
        sa.Index(
            "uq_conflict_share_relayed_standing",
            "share_id",
            unique=True,
            sqlite_where=sa.text("struck_at IS NULL"),
            postgresql_where=sa.text("struck_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    share_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_share.id"))
    #: The person who said it for who pays, how, and on which day.
    said_by: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    channel: Mapped[Channel] = mapped_column(Choice(Channel, 12))
    said_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    share: Mapped[Share] = relationship(back_populates="all_relayed")

    def stood_at(self, moment: dt.datetime) -> bool:
        """Whether it was entered by then, and not yet struck out."""
        return self.recorded_at <= moment and (self.struck_at is None or self.struck_at > moment)
