"""Admissions: the intake of a team, its criteria, applications and their history."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.admissions.rules.admissions import (
    ENDED,
    TAKES_DOCUMENTS,
    ActKind,
    Answer,
    Finding,
    Origin,
    Step,
    link_lives,
)
from registry.audit.models import Subject, Told
from registry.database.acts import ActedBy
from registry.database.session import db
from registry.database.types import BytewiseText, Choice, Json, UtcDateTime
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import State
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.sentences import language_read
from registry.teams.models import Team
from registry.teams.rules import Tier

_IN_HAND = "step IN ('under_review', 'deliberation', 'invited')"


class IntakeSetting(db.Model):  # type: ignore[name-defined]
    """Whether a team takes applications all year, and the introduction of its public form."""

    __tablename__ = "intake_setting"
    __table_args__ = (sa.UniqueConstraint("team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    all_year: Mapped[bool] = mapped_column(default=False)
    #: Shown above the form, in the team's own words.
    welcome_en: Mapped[str] = mapped_column(sa.Text, default="", info=personal(NONE))
    welcome_fr: Mapped[str] = mapped_column(sa.Text, default="", info=personal(NONE))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    def welcome(self, language: str | None = None) -> str:
        """The team's introduction in a language, or in the only one it has."""
        return _either(self.welcome_en, self.welcome_fr, language)


class IntakeWindow(db.Model):  # type: ignore[name-defined]
    """The days on which a team takes applications, from the first to the last, inclusive."""

    __tablename__ = "intake_window"
    __table_args__ = (
        sa.Index("ix_intake_window_team_id", "team_id", "opens_on"),
        sa.CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    opens_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]


class Criterion(db.Model):  # type: ignore[name-defined]
    """One criterion of the team's checklist for applicants."""

    __tablename__ = "admission_criterion"
    __table_args__ = (sa.Index("ix_admission_criterion_team_id", "team_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    text_en: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(NONE))
    text_fr: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(NONE))
    position: Mapped[int]
    #: From then on, new applicants are not asked it; earlier answers keep it.
    retired_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    def text(self, language: str | None = None) -> str:
        """Its text in a language, or in the only one it has."""
        return _either(self.text_en, self.text_fr, language)


@rests_on_partner(N_("an application"))
class Admission(Told, db.Model):  # type: ignore[name-defined]
    """The admission of an organization: its dossier and its current step."""

    __tablename__ = "admission"
    __table_args__ = (
        sa.Index("ix_admission_team_id_step", "team_id", "step", "id"),
        sa.Index("ix_admission_team_id_name_key", "team_id", "name_key"),
        sa.Index("ix_admission_network_opened_at", "network", "opened_at"),
        sa.Index("ix_admission_partner_id", "partner_id"),
        sa.UniqueConstraint("decision_id"),
        sa.Index(
            "uq_admission_in_hand",
            "team_id",
            "name_key",
            unique=True,
            sqlite_where=sa.text(_IN_HAND),
            postgresql_where=sa.text(_IN_HAND),
        ),
    )

    told_as = Subject(
        "admission",
        "organization",
        nameless=N_("an application"),
        page="admissions.show",
        place={"admission_id": "id"},
    )
    contact_told_as = Subject("applicant", "contact_name", as_actor=N_("The contact of an application"))

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"))
    origin: Mapped[str] = mapped_column(sa.String(10))
    step: Mapped[Step] = mapped_column(Choice(Step, 14))
    #: The intake window in which it came; none when the team takes applications all year or invited the
    #: organization.
    window_id: Mapped[int | None] = mapped_column(sa.ForeignKey("intake_window.id", ondelete="SET NULL"))

    #: The organization's name as entered, and a folded form that identifies it.
    organization: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    name_key: Mapped[str] = mapped_column(BytewiseText, info=personal(NONE))
    contact_name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    contact_title: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    #: In lower case.
    contact_email: Mapped[str] = mapped_column(sa.String(254), info=personal(WHOSE))
    #: The language of messages and letters to the organization: en or fr.
    language: Mapped[str] = mapped_column(sa.String(2))
    sector: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    city: Mapped[str] = mapped_column(sa.String(120), default="", info=personal(NONE))
    region_served: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(NONE))
    tier_asked: Mapped[str] = mapped_column(sa.String(12), default="")
    #: What the organization does and why it applies, in its own words.
    account: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    #: Whether it declared a conflict of interest; None before the dossier is filled in.
    has_interest: Mapped[bool | None]
    interest: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))

    #: The conclusion of the review, in the coordinator's words.
    review: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    #: The partners' decision about it.
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"))
    #: The tier it was invited to.
    tier_granted: Mapped[str] = mapped_column(sa.String(12), default="")
    #: The reason for a refusal, or an additional text in the letter of invitation.
    outcome_words: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    outcome_on: Mapped[dt.date | None]
    #: The name of the outcome's signer, as printed in the letter.
    outcome_signer: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    outcome_title: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    #: The organization as partner, from its invitation on.
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))

    #: Part of every link; raised when a new link is sent, so that older links end.
    generation: Mapped[int] = mapped_column(default=1)
    #: Keyed digest of the sender's network address, for counting; never the address itself.
    network: Mapped[str] = mapped_column(sa.String(32), default="", info=personal(OTHERS))
    #: When it was sent by the form or begun by a coordinator, when it was received, and when it ended.
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    team: Mapped[Team] = relationship()
    partner: Mapped[Partner | None] = relationship()
    decision: Mapped[Decision | None] = relationship()
    window: Mapped[IntakeWindow | None] = relationship()
    answers: Mapped[list["CriterionAnswer"]] = relationship(
        order_by="CriterionAnswer.position", cascade="all, delete-orphan", back_populates="admission"
    )
    documents: Mapped[list["AdmissionDocument"]] = relationship(
        order_by="AdmissionDocument.id", cascade="all, delete-orphan", back_populates="admission"
    )
    acts: Mapped[list["AdmissionAct"]] = relationship(
        order_by="AdmissionAct.id", cascade="all, delete-orphan", back_populates="admission"
    )

    @property
    def is_ended(self) -> bool:
        """Whether it has ended."""
        return self.step in ENDED

    @property
    def takes_documents(self) -> bool:
        """Whether documents can still be added."""
        return self.step in TAKES_DOCUMENTS

    def link_lives(self, now: dt.datetime) -> bool:
        """Whether the applicant's current link still opens it."""
        return link_lives(self.ended_at, now)

    @property
    def is_decided(self) -> bool:
        """Whether the partners' decision is recorded."""
        return self.decision is not None and self.decision.state is State.DECIDED

    @property
    def was_invited_to_apply(self) -> bool:
        """Whether a coordinator invited the organization to apply."""
        return self.origin == Origin.INVITED

    @property
    def can_withdraw(self) -> bool:
        """Whether the applicant can still withdraw it."""
        return not self.is_ended

    @property
    def is_reviewed(self) -> bool:
        """Whether every criterion was reviewed."""
        return all(answer.finding for answer in self.answers)

    def tier_label(self, language: str | None = None) -> str:
        """The team's label of the requested tier."""
        return self.team.tier_label(Tier(self.tier_asked), language) if self.tier_asked else ""

    def granted_label(self, language: str | None = None) -> str:
        """The team's label of the tier it was invited to."""
        return self.team.tier_label(Tier(self.tier_granted), language) if self.tier_granted else ""


class CriterionAnswer(db.Model):  # type: ignore[name-defined]
    """An applicant's answer to a criterion, with the criterion's wording at that time, and the review's
    finding.
    """

    __tablename__ = "admission_answer"
    __table_args__ = (sa.UniqueConstraint("admission_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    admission_id: Mapped[int] = mapped_column(sa.ForeignKey("admission.id"))
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("admission_criterion.id"))
    position: Mapped[int]
    text_en: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(NONE))
    text_fr: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(NONE))
    #: yes or no.
    answer: Mapped[Answer] = mapped_column(Choice(Answer, 4))
    remark: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    #: met, not_met or unclear; empty until reviewed.
    finding: Mapped[Finding | Literal[""]] = mapped_column(Choice(Finding, 10), default="")
    finding_remark: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))

    admission: Mapped[Admission] = relationship(back_populates="answers")

    def text(self, language: str | None = None) -> str:
        """The criterion in a language, or in the only one it had."""
        return _either(self.text_en, self.text_fr, language)


class AdmissionDocument(ActedBy, db.Model):  # type: ignore[name-defined]
    """A file of the dossier, stored by fingerprint."""

    __tablename__ = "admission_document"
    __table_args__ = (sa.Index("ix_admission_document_admission_id", "admission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    admission_id: Mapped[int] = mapped_column(sa.ForeignKey("admission.id"))
    name: Mapped[str] = mapped_column(sa.String(120), info=personal(OTHERS))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    media_type: Mapped[str] = mapped_column(sa.String(100), info=personal(NONE))
    size: Mapped[int]
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    admission: Mapped[Admission] = relationship(back_populates="documents")


class AdmissionAct(ActedBy, db.Model):  # type: ignore[name-defined]
    """An act in an admission: what was done, by whom, and the step after it. Never changed."""

    __tablename__ = "admission_act"
    __table_args__ = (sa.Index("ix_admission_act_admission_id", "admission_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    admission_id: Mapped[int] = mapped_column(sa.ForeignKey("admission.id"))
    #: applied, moved, reviewed, document_added or link_sent.
    act: Mapped[ActKind] = mapped_column(Choice(ActKind, 16))
    #: The step of the admission after the act.
    step: Mapped[Step] = mapped_column(Choice(Step, 14))
    words: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info=personal(OTHERS))

    admission: Mapped[Admission] = relationship(back_populates="acts")


def _either(english: str, french: str, language: str | None) -> str:
    chosen = language or language_read()
    return (french or english) if chosen == "fr" else (english or french)
