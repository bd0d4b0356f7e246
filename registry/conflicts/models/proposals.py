"""Proposals to all parties, and their answers."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.conflicts.models.cases import CaseParty, CaseTerm
from registry.conflicts.rules.terms import ProposalKind, ProposalState
from registry.database.acts import AboutSomebody, ActedBy
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.personal_data import OTHERS, WHOSE, personal


class Proposal(AboutSomebody, db.Model):  # type: ignore[name-defined]
    """A proposal that takes effect only when every party agrees: a later last day, or who decides."""

    __tablename__ = "conflict_proposal"
    __table_args__ = (
        sa.Index("ix_conflict_proposal_term_id", "term_id"),
        sa.Index(
            "uq_conflict_proposal_open",
            "term_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_term.id"))
    kind: Mapped[ProposalKind] = mapped_column(Choice(ProposalKind, 10))
    state: Mapped[ProposalState] = mapped_column(Choice(ProposalState, 8))
    #: For an extension: the proposed day, and the last day at that time.
    to_on: Mapped[dt.date | None]
    from_on: Mapped[dt.date | None]
    #: For a decider: the proposed person, and their organization.
    person_name: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    person_organization: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    reason: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    proposed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: How many days overdue the term was when all had agreed.
    days_over: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    term: Mapped[CaseTerm] = relationship(back_populates="proposals")
    answers: Mapped[list["Answer"]] = relationship(order_by="Answer.id", back_populates="proposal")

    def answered(self) -> dict[int, bool]:
        """The answers so far, by party."""
        return {answer.party_id: answer.is_yes for answer in self.answers}


class Answer(ActedBy, db.Model):  # type: ignore[name-defined]
    """One party's answer to a proposal. Never changed."""

    __tablename__ = "conflict_answer"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_proposal.id"))
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_party.id"))
    is_yes: Mapped[bool]
    words: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    #: When a coordinator entered it: who spoke for the party and how, as text.
    relayed: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    answered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    proposal: Mapped[Proposal] = relationship(back_populates="answers")
    party: Mapped[CaseParty] = relationship()
