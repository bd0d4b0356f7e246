"""Conflict cases: parties, terms, recusals, helpers, steps and outcomes."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.models import Subject, Told
from registry.committees.models import Committee
from registry.conflicts.rules.cases import CLOSED, OPEN, HelperRole, PartyKind, State, StepKind
from registry.conflicts.rules.terms import Basis, ProposalState, Standing
from registry.database.acts import AboutSomebody, ActedBy
from registry.database.corrections import Corrected
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.decisions.models.decisions import Decision
from registry.documents.models import Figures, Version
from registry.documents.rules.figures import FiguresByKind, values_of
from registry.documents.rules.provisions import CountedFrom, Provisions
from registry.errors import N_
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.sentences import language_read
from registry.teams.models import Team

if TYPE_CHECKING:
    from registry.conflicts.models.expenses import Expense
    from registry.conflicts.models.proposals import Proposal


class ConflictSetting(db.Model):  # type: ignore[name-defined]
    """A team's setting for conflicts, and what it had set before its agreements said it."""

    __tablename__ = "conflict_setting"

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), primary_key=True)
    #: As it was set before: day 0 of a term, the day of raising, or of escalation.
    clock_start: Mapped[CountedFrom | None] = mapped_column(Choice(CountedFrom, 10))
    #: Whether other members of the team learn that a case exists, but nothing else about it.
    shows_existence: Mapped[bool] = mapped_column(default=False)
    #: As it was set before: how expenses are shared in this team, in words.
    sharing_en: Mapped[str] = mapped_column(sa.Text, default="", info=personal(NONE))
    sharing_fr: Mapped[str] = mapped_column(sa.Text, default="", info=personal(NONE))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}


class Case(Told, ActedBy, db.Model):  # type: ignore[name-defined]
    """A conflict between parties. The columns `by_…` say who raised it."""

    __tablename__ = "conflict_case"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "reference"),
        sa.Index("ix_conflict_case_team_id_state", "team_id", "state", "id"),
        sa.Index("ix_conflict_case_committee_id", "committee_id"),
    )

    told_as = Subject(
        "conflict_case",
        "title",
        word="reference",
        text=N_("case %(reference)s, “%(subject)s”"),
        page="conflicts.show",
        place={"case_id": "id"},
    )
    is_raised_by_events = True

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    #: Its public name; reveals neither the subject nor the number of cases.
    reference: Mapped[str] = mapped_column(sa.String(12))
    #: The committee where it arose.
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committee.id"))
    #: Whether it is before the steering committee, by escalation or because it arose there.
    at_steering: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(Choice(State, 14))
    title: Mapped[str] = mapped_column("subject", sa.String(200), info=personal(OTHERS))
    account: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    raised_on: Mapped[dt.date]
    raised_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: The Statement in force on the day on which it was raised.
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document_version.id"))
    #: The figures of that day: its days, from when they are counted, and who pays for help.
    provisions: Mapped[FiguresByKind] = mapped_column(Figures, server_default="{}", info=personal(NONE))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()
    committee: Mapped[Committee] = relationship()
    version: Mapped[Version | None] = relationship()
    parties: Mapped[list["CaseParty"]] = relationship(order_by="CaseParty.position", back_populates="case")
    terms: Mapped[list["CaseTerm"]] = relationship(order_by="CaseTerm.number", back_populates="case")
    #: Including those taken back.
    all_recusals: Mapped[list["Recusal"]] = relationship(order_by="Recusal.id", back_populates="case")
    helpers: Mapped[list["Helper"]] = relationship(order_by="Helper.id", back_populates="case")
    steps: Mapped[list["Step"]] = relationship(order_by="Step.id", back_populates="case")
    expenses: Mapped[list["Expense"]] = relationship(order_by="Expense.id", back_populates="case")

    @property
    def recusals(self) -> "list[Recusal]":
        """The recusals in force."""
        return [recusal for recusal in self.all_recusals if recusal.stands]

    @property
    def is_open(self) -> bool:
        """Whether it has no outcome yet."""
        return self.state in OPEN

    @property
    def is_closed(self) -> bool:
        """Whether it has an outcome."""
        return self.state in CLOSED

    @property
    def values(self) -> Provisions:
        """The values of its provisions."""
        return values_of(self.provisions)

    @property
    def term(self) -> "CaseTerm":
        """The current or last term."""
        return self.terms[-1]

    @property
    def helper(self) -> "Helper | None":
        """The facilitator or mediator who helps at present."""
        return next((helper for helper in reversed(self.helpers) if helper.ended_on is None), None)


@rests_on_partner(N_("a conflict"))
class CaseParty(db.Model):  # type: ignore[name-defined]
    """A party of a conflict: a partner, a seat, a committee or the team, with its name at the time."""

    __tablename__ = "conflict_party"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "key"),
        sa.Index("ix_conflict_party_partner_id", "partner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    position: Mapped[int]
    kind: Mapped[PartyKind] = mapped_column(Choice(PartyKind, 10))
    #: `partner:7`; unique, so that a case has each party only once.
    key: Mapped[str] = mapped_column(sa.String(30))
    #: The partner; for a seat, the organization that had the seat.
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    seat_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat.id"))
    committee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("committee.id"))
    name_en: Mapped[str] = mapped_column(sa.String(400), info=personal(NONE))
    name_fr: Mapped[str] = mapped_column(sa.String(400), info=personal(NONE))

    case: Mapped[Case] = relationship(back_populates="parties")

    def name(self, language: str | None = None) -> str:
        """Its name when the case was raised."""
        return _in(language, self.name_en, self.name_fr)


class CaseTerm(db.Model):  # type: ignore[name-defined]
    """The period of a case from its raising or reopening until an outcome.

    It stays stored when the next one begins.
    """

    __tablename__ = "conflict_term"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.Index("ix_conflict_term_due_on", "due_on"),
        sa.CheckConstraint("due_on >= original_due_on", name="never_shortened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    number: Mapped[int]
    #: raised, escalated or reopened: what day 0 was.
    basis: Mapped[Basis] = mapped_column(Choice(Basis, 10))
    #: Day 0; None while a team that counts from escalation has not escalated the case.
    began_on: Mapped[dt.date | None]
    original_due_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    #: When the present last day was set; reminders that were due before are not sent.
    due_set_on: Mapped[dt.date | None]

    case: Mapped[Case] = relationship(back_populates="terms")
    proposals: Mapped[list["Proposal"]] = relationship(order_by="Proposal.id", back_populates="term")
    outcome: Mapped["Outcome | None"] = relationship(back_populates="term")

    def standing(self, on: dt.date) -> Standing | None:
        """Its progress on a day, or on the day it was closed; None before it began."""
        if self.began_on is None or self.original_due_on is None or self.due_on is None:
            return None
        until = self.outcome.on if self.outcome else on
        return Standing(self.began_on, self.original_due_on, self.due_on, until)

    @property
    def open_proposals(self) -> "list[Proposal]":
        """The proposals that parties have yet to answer."""
        return [proposal for proposal in self.proposals if proposal.state == ProposalState.OPEN]


class Recusal(Corrected, AboutSomebody, db.Model):  # type: ignore[name-defined]
    """A person who does not handle a case; they may still act for their own organization in it."""

    __tablename__ = "conflict_recusal"
    __table_args__ = (
        sa.Index(
            "uq_conflict_recusal_holds",
            "case_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("struck_at IS NULL AND superseded_by_id IS NULL"),
            postgresql_where=sa.text("struck_at IS NULL AND superseded_by_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    #: Whether the registry found it, because their organization or seat is a party.
    is_own_party: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="all_recusals")


class Helper(AboutSomebody, db.Model):  # type: ignore[name-defined]
    """A facilitator or mediator brought in by the steering committee."""

    __tablename__ = "conflict_helper"
    __table_args__ = (sa.Index("ix_conflict_helper_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    role: Mapped[HelperRole] = mapped_column(Choice(HelperRole, 12))
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    organization: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    #: Who proposed this person, and who agreed and when, as text.
    proposed_by: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    agreed_by: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    began_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]

    case: Mapped[Case] = relationship(back_populates="helpers")


class Step(ActedBy, db.Model):  # type: ignore[name-defined]
    """Something that happened in a case, visible to everybody who may see it. Never changed."""

    __tablename__ = "conflict_step"
    __table_args__ = (sa.Index("ix_conflict_step_case_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id"))
    term_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_term.id"))
    kind: Mapped[StepKind] = mapped_column(Choice(StepKind, 20))
    #: The state of the case after the step.
    state: Mapped[State] = mapped_column(Choice(State, 14))
    on: Mapped[dt.date]
    words: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="steps")


class Outcome(AboutSomebody, db.Model):  # type: ignore[name-defined]
    """How a term ended; stops the deadline. The columns `by_…` say who recorded it."""

    __tablename__ = "conflict_outcome"
    __table_args__ = (sa.UniqueConstraint("term_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_term.id"))
    state: Mapped[State] = mapped_column(Choice(State, 14))
    closed_from: Mapped[State] = mapped_column(Choice(State, 14))
    on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    #: The signer of a decision, and the body signed for: the chair, or the person who stands in for the
    #: chair.
    signer_name: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    signer_for: Mapped[str] = mapped_column(sa.String(400), default="", info=personal(OTHERS))
    #: chair, member or named; empty when there was no decision.
    decider: Mapped[str] = mapped_column(sa.String(8), default="")
    #: The decision of the steering committee that it is based on, if it was made in the registry.
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    term: Mapped[CaseTerm] = relationship(back_populates="outcome")
    decision: Mapped[Decision | None] = relationship()


def _in(language: str | None, english: str, french: str) -> str:
    chosen = language or language_read()
    return (french or english) if chosen == "fr" else (english or french)
