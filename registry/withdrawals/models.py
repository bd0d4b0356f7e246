"""Notices of withdrawal, the efforts after them, and their outcome."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.models import Subject, Told
from registry.database.acts import AboutSomebody, ActedBy
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.documents.models import Figures
from registry.documents.rules.figures import Figure, FiguresByKind, values_of
from registry.documents.rules.provisions import ProvisionKind
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.security.actors import Act
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import RequestState
from registry.withdrawals.rules import requests, withdrawals
from registry.withdrawals.rules.withdrawals import (
    ActKind,
    Answer,
    Channel,
    EffortKind,
    Method,
    Reason,
    State,
    Wait,
)


class NoticePeriod(db.Model):  # type: ignore[name-defined]
    """The notice period that a team had set before its agreements said it."""

    __tablename__ = "withdrawal_notice_period"
    __table_args__ = (sa.CheckConstraint("days >= 1", name="days_positive"),)

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("team.id"), primary_key=True)
    days: Mapped[int]


@rests_on_partner(N_("a notice of withdrawal"))
class NoticeRequest(PersonalRequest, AboutSomebody, db.Model):  # type: ignore[name-defined]
    """A signatory asked to sign a notice of withdrawal through a personal link."""

    __tablename__ = "withdrawal_request"
    __table_args__ = (
        sa.Index("ix_withdrawal_request_partner_id", "partner_id", "id"),
        sa.Index(
            "uq_withdrawal_request_open",
            "partner_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    told_as = Subject(
        "withdrawal_request", "partner.name", page="withdrawals.index", told_with={"partner": "partner_id"}
    )
    LINKS, EVENTS, WORDS = requests.LINKS, requests.EVENTS, requests.RequestWords
    PAGE, MESSAGE = "notices.show", "withdrawals.request"
    RESEND = "withdrawal_acts.resend"

    #: A notice is neither declined nor handed over, so the longest state is shorter than elsewhere.
    state: Mapped[RequestState] = mapped_column(Choice(RequestState, 10))


@rests_on_partner(N_("a withdrawal"))
class Withdrawal(Told, db.Model):  # type: ignore[name-defined]
    """An organization's withdrawal from a team: from its notice to the day of leaving, or to its decision to
    stay.
    """

    __tablename__ = "withdrawal"
    __table_args__ = (
        sa.Index("ix_withdrawal_partner_id", "partner_id", "id"),
        sa.Index("ix_withdrawal_state_effective_on", "state", "effective_on"),
        sa.Index(
            "uq_withdrawal_running",
            "partner_id",
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        ),
    )

    told_as = Subject(
        "withdrawal",
        "partner.name",
        page="withdrawals.show",
        place={"withdrawal_id": "id"},
        told_with={"partner": "partner_id"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: As recorded; `state_on` computes the state on a day.
    state: Mapped[State] = mapped_column(Choice(State, 10))
    #: The first day on which it is no longer a partner; empty while none is set.
    effective_on: Mapped[dt.date | None]
    #: The partner's status before the notice, to which it returns if it stays.
    status_before: Mapped[str] = mapped_column(sa.String(12))
    #: The language of its records: the partner's at the time of the notice.
    language: Mapped[str] = mapped_column(sa.String(2))
    begun_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: The notice that the agreement in force on the day of the notice asks for, and its version.
    provisions: Mapped[FiguresByKind] = mapped_column(Figures, server_default="{}", info=personal(NONE))
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document_version.id"))
    #: The hand-over list on the day of leaving, in both languages.
    handed_over: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, info=personal(OTHERS))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    partner: Mapped[Partner] = relationship()
    notice: Mapped["Notice"] = relationship(back_populates="withdrawal")
    acts: Mapped[list["WithdrawalAct"]] = relationship(
        order_by="WithdrawalAct.id", back_populates="withdrawal"
    )
    efforts: Mapped[list["Effort"]] = relationship(
        order_by="[Effort.offered_on, Effort.id]", back_populates="withdrawal"
    )

    @property
    def figure(self) -> Figure:
        """The notice that its agreement asks for."""
        return self.provisions[ProvisionKind.NOTICE_DAYS]

    @property
    def earliest(self) -> dt.date | None:
        """The first day of leaving that respects the notice of its agreement; None where it asks for none."""
        return withdrawals.earliest_day(self.notice.given_on, values_of(self.provisions).notice_days)

    @property
    def short_by(self) -> int:
        """How many days of the notice of its agreement are missing."""
        return withdrawals.days_short(
            self.notice.given_on, self.effective_on, values_of(self.provisions).notice_days
        )

    def told_with_each(self, act: Act) -> dict[str, object]:
        """The organization, stored with every event about the withdrawal."""
        return {"partner": self.partner_id}

    def state_on(self, on: dt.date) -> State:
        """Its state on a day that is not in the past."""
        return withdrawals.state_on(self.state, self.effective_on, on)

    def waits_for(self, on: dt.date) -> tuple[Wait, ...]:
        """What it waits for on a day."""
        return withdrawals.waits_for(
            self.state_on(on),
            has_date=self.effective_on is not None,
            efforts=len(self.efforts),
            answered=sum(effort.answer is not None for effort in self.efforts),
            has_no_opportunity=self.no_opportunity is not None,
        )

    @property
    def team_id(self) -> int:
        """The team whose audit trail contains the events about it."""
        return self.partner.team_id

    @property
    def no_opportunity(self) -> "WithdrawalAct | None":
        """The statement that no effort could be made, if any."""
        return self.act(ActKind.NO_OPPORTUNITY)

    def act(self, kind: ActKind) -> "WithdrawalAct | None":
        """The latest act of a kind."""
        return next((act for act in reversed(self.acts) if act.kind == kind), None)


class Notice(AboutSomebody, db.Model):  # type: ignore[name-defined]
    """The content of a notice, as signed or entered. Never changed."""

    __tablename__ = "withdrawal_notice"
    __table_args__ = (sa.UniqueConstraint("withdrawal_id"), sa.UniqueConstraint("request_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    withdrawal_id: Mapped[int] = mapped_column(sa.ForeignKey("withdrawal.id"))
    #: Empty for a notice on paper.
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("withdrawal_request.id"))
    #: typed or paper.
    method: Mapped[Method] = mapped_column(Choice(Method, 10))
    #: As they were at the notice; a paper may lack name and title.
    partner_name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    signatory_name: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    signatory_title: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    signature_text: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    language: Mapped[str] = mapped_column(sa.String(2))
    #: The day of the notice, and the day of leaving that it names; a paper may name none.
    given_on: Mapped[dt.date]
    effective_on: Mapped[dt.date | None]
    reason: Mapped[Reason] = mapped_column(Choice(Reason, 20))
    account: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    signed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Fingerprint of the scanned paper, if there is one.
    scan: Mapped[str] = mapped_column(sa.String(64), default="")
    #: Name of the consent text and its version.
    consent: Mapped[str] = mapped_column(sa.String(40), default="")
    #: Address, browser, channel, times of sending and opening; retention may delete it.
    evidence: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info=personal(OTHERS))
    #: Digest of the audit event of the act.
    event_digest: Mapped[str] = mapped_column(sa.String(64), default="")

    withdrawal: Mapped[Withdrawal] = relationship(back_populates="notice")
    request: Mapped[NoticeRequest | None] = relationship()


class WithdrawalAct(ActedBy, db.Model):  # type: ignore[name-defined]
    """An act in a withdrawal: who did it, when, and the text entered with it. Never changed."""

    __tablename__ = "withdrawal_act"
    __table_args__ = (sa.Index("ix_withdrawal_act_withdrawal_id", "withdrawal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    withdrawal_id: Mapped[int] = mapped_column(sa.ForeignKey("withdrawal.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    #: The day of leaving before and after the act, if the act changed it.
    from_day: Mapped[dt.date | None]
    to_day: Mapped[dt.date | None]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    withdrawal: Mapped[Withdrawal] = relationship(back_populates="acts")


class Effort(ActedBy, db.Model):  # type: ignore[name-defined]
    """An offer to an organization, made to understand it, to help it, or to ease its withdrawal."""

    __tablename__ = "withdrawal_effort"
    __table_args__ = (sa.Index("ix_withdrawal_effort_withdrawal_id", "withdrawal_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    withdrawal_id: Mapped[int] = mapped_column(sa.ForeignKey("withdrawal.id"))
    kind: Mapped[EffortKind] = mapped_column(Choice(EffortKind, 12))
    #: Who offered it, as text; the person who entered it is stored separately.
    offered_by: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    offered_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    withdrawal: Mapped[Withdrawal] = relationship(back_populates="efforts")
    answer: Mapped["EffortAnswer | None"] = relationship(back_populates="effort")


class EffortAnswer(ActedBy, db.Model):  # type: ignore[name-defined]
    """The partner's answer to an effort: by its representative, or relayed by a coordinator."""

    __tablename__ = "withdrawal_answer"
    __table_args__ = (sa.UniqueConstraint("effort_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    effort_id: Mapped[int] = mapped_column(sa.ForeignKey("withdrawal_effort.id"))
    answer: Mapped[Answer] = mapped_column(Choice(Answer, 12))
    text: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    channel: Mapped[Channel] = mapped_column(Choice(Channel, 10))
    #: Who gave the answer, if a coordinator relays it.
    said_by: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    answered_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    effort: Mapped[Effort] = relationship(back_populates="answer")
