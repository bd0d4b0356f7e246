"""Requests to sign, their outcomes, signatures, and editions that gather them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from registry.accounts.models import User
from registry.audit.models import Subject, Told
from registry.commitments.rules import requests
from registry.commitments.rules.requests import HandOverState, Method
from registry.database.corrections import Corrected
from registry.database.session import db
from registry.database.types import Choice, Json, UtcDateTime
from registry.documents.models import Version
from registry.errors import N_
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, WHOSE, personal
from registry.records.models import Record, RecordOrder
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import expires_at
from registry.teams.rules import Requirement


class Campaign(db.Model):  # type: ignore[name-defined]
    """An invitation of everybody outstanding on a version, with a due date."""

    __tablename__ = "campaign"
    __table_args__ = (sa.Index("ix_campaign_version_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("document_version.id"))
    due_on: Mapped[dt.date | None]
    #: A text by the coordinator, in the invitation.
    word: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))


@rests_on_partner(N_("a request to sign"))
class SigningRequest(PersonalRequest, db.Model):  # type: ignore[name-defined]
    """One person asked to sign or acknowledge one version for one partner."""

    __tablename__ = "signing_request"
    __table_args__ = (
        sa.Index("ix_signing_request_version_id_partner_id", "version_id", "partner_id"),
        sa.Index("ix_signing_request_partner_id", "partner_id", "id"),
        sa.Index("ix_signing_request_state_due_on", "state", "due_on"),
        sa.Index(
            "uq_signing_request_open",
            "version_id",
            "signatory_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    told_as = Subject(
        "signing_request",
        "partner.name",
        page="requests.show",
        place={"request_id": "id"},
        told_with={"partner": "partner_id"},
    )
    LINKS, EVENTS, WORDS = requests.LINKS, requests.EVENTS, requests.RequestWords
    PAGE, MESSAGE = "signing.show", "commitments.invitation"
    RESEND = "requests.resend"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("document_version.id"))
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id"))
    #: The partner's tier on the day of the request; it decides whether a signature or an acknowledgement is
    #: asked for.
    tier: Mapped[str] = mapped_column(sa.String(12))
    requirement: Mapped[Requirement] = mapped_column(Choice(Requirement, 12))
    due_on: Mapped[dt.date | None]
    #: "With our board until": no reminder before that day.
    board_until: Mapped[dt.date | None]

    version: Mapped[Version] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    questions: Mapped[list["Question"]] = relationship(order_by="Question.id", back_populates="request")
    hand_overs: Mapped[list["HandOver"]] = relationship(order_by="HandOver.id", back_populates="request")

    @property
    def written_in(self) -> str:
        """The language of messages to the signatory: their own, if the version has it."""
        return language_of(self.signatory, self.version)

    @property
    def is_signature(self) -> bool:
        """Whether a signature is asked for, rather than an acknowledgement."""
        return self.requirement == Requirement.SIGNS

    def link_expiry(self, sent_at: dt.datetime) -> dt.datetime:
        """When a link sent at a moment expires: some days after the due date and the board's day."""
        return expires_at(
            asked_at=sent_at,
            due_on=self.due_on,
            board_until=self.board_until,
            zone=self.team.timezone,
        )


class Question(db.Model):  # type: ignore[name-defined]
    """A signatory's question before signing, and the coordinator's answer."""

    __tablename__ = "signing_question"
    __table_args__ = (sa.Index("ix_signing_question_request_id", "request_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("signing_request.id"))
    text: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id"), info=personal(OTHERS)
    )

    request: Mapped[SigningRequest] = relationship(back_populates="questions")
    answered_by: Mapped[User | None] = relationship(lazy="joined")


@rests_on_partner(N_("a request to sign that was handed over"))
class HandOver(db.Model):  # type: ignore[name-defined]
    """A request passed on: to a listed person at once, to a new person after the coordinator's approval."""

    __tablename__ = "hand_over"
    __table_args__ = (sa.Index("ix_hand_over_request_id", "request_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("signing_request.id"))
    from_signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(OTHERS))
    #: A listed person; or the new one, after they were accepted and listed.
    to_signatory_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    title: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    email: Mapped[str] = mapped_column(sa.String(254), info=personal(WHOSE))
    reason: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    state: Mapped[HandOverState] = mapped_column(Choice(HandOverState, 10))
    proposed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(OTHERS))

    request: Mapped[SigningRequest] = relationship(back_populates="hand_overs")
    decided_by: Mapped[User | None] = relationship(lazy="joined")


class OfRecord:
    """The base of models whose rows order a record; `record_code` is the code by which a row finds its
    order.
    """

    @declared_attr
    @classmethod
    def order(cls) -> Mapped[RecordOrder | None]:
        """The order of its record, if it has one."""
        return relationship(
            primaryjoin=f"foreign({cls.__name__}.record_code) == RecordOrder.code", viewonly=True
        )

    @property
    def record(self) -> Record | None:
        """Its record, once made."""
        return self.order.record if self.order else None

    @property
    def record_problem(self) -> str:
        """The problem at the last attempt to make its record; empty when there was none."""
        return self.order.problem if self.order else ""


STANDS = sa.text("struck_at IS NULL AND superseded_by_id IS NULL")


@rests_on_partner(N_("a signature"))
class Commitment(Corrected, Told, OfRecord, db.Model):  # type: ignore[name-defined]
    """One partner's signature or acknowledgement of one version. Never changed; what was entered wrongly from
    paper is struck out, and another row takes its place.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        # One row per signature: slot 1 for the first that a partner needs, 2 for the second.
        sa.Index(
            "uq_commitment_version_id_partner_id_slot",
            "version_id",
            "partner_id",
            "slot",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        sa.UniqueConstraint("request_id"),
        sa.UniqueConstraint("record_code"),
        sa.Index("ix_commitment_partner_id", "partner_id", "id"),
        sa.CheckConstraint("slot >= 1", name="slot_positive"),
    )

    told_as = Subject(
        "commitment",
        "partner_name",
        number="partner_id",
        page="pages.partner_agreements",
        place={"partner_id": "number"},
        told_with={"partner": "partner_id", "signing_request": "request_id"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("document_version.id"))
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: Empty for signatures on paper or from before the registry.
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signing_request.id"))
    signatory_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    slot: Mapped[int] = mapped_column(default=1)
    method: Mapped[Method] = mapped_column(Choice(Method, 12))
    #: As they were at the time of signing.
    partner_name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    tier: Mapped[str] = mapped_column(sa.String(12))
    signatory_name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    signatory_title: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    #: The typed signature, and the drawn one: strokes as lists of points in a box of 600 by 200.
    signature_text: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    signature_strokes: Mapped[list[list[list[float]]]] = mapped_column(
        Json, default=list, info=personal(OTHERS)
    )
    language: Mapped[str] = mapped_column(sa.String(2))
    #: When it was signed: to the second when signed here, otherwise the date on the paper.
    signed_on: Mapped[dt.date]
    signed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Who entered it from paper or from before the registry.
    recorded_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id"), info=personal(OTHERS)
    )
    #: Fingerprint of the paper's scan.
    scan: Mapped[str] = mapped_column(sa.String(64), default="")
    #: The schedule at that time, in the language of the signature: [{"kind": "time", "text": …}].
    schedule: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list, info=personal(OTHERS))
    #: Name of the consent text and its version, e.g. `electronic-signing/1`.
    consent: Mapped[str] = mapped_column(sa.String(40), default="")
    #: Address, browser, channel, times of sending and opening; retention may delete it.
    evidence: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info=personal(OTHERS))
    #: Chosen at the act, so that it can be shown before the record is made; empty when there is no record.
    record_code: Mapped[str | None] = mapped_column(sa.String(40))
    #: Digest of the audit event of the act.
    event_digest: Mapped[str] = mapped_column(sa.String(64), default="")

    version: Mapped[Version] = relationship()
    partner: Mapped[Partner] = relationship()
    request: Mapped[SigningRequest | None] = relationship()

    @property
    def can_be_corrected(self) -> bool:
        """Whether somebody else entered it, from paper, and it stands."""
        return self.stands and self.method in requests.ENTERED

    @property
    def team_id(self) -> int:
        """The team whose audit trail contains the events about it."""
        return self.partner.team_id


@rests_on_partner(N_("an agreement that lapsed"))
class Lapse(db.Model):  # type: ignore[name-defined]
    """A person's decision that a partner's commitment to a document is no longer in force."""

    __tablename__ = "lapse"
    __table_args__ = (sa.Index("ix_lapse_document_id_partner_id", "document_id", "partner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"))
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    effective_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.Text, info=personal(OTHERS))
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: Set when the lapse is ended by a person or by a newer signature.
    ended_on: Mapped[dt.date | None]

    decided_by: Mapped[User | None] = relationship(lazy="joined")


class Edition(OfRecord, db.Model):  # type: ignore[name-defined]
    """The consolidated statement of a version at the time of the request: text, table of signatures, embedded
    records.
    """

    __tablename__ = "edition"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "language", "number"),
        sa.UniqueConstraint("record_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("document_version.id"))
    language: Mapped[str] = mapped_column(sa.String(2))
    number: Mapped[int]
    #: The commitments that it contains, fixed when it was requested.
    commitment_ids: Mapped[list[int]] = mapped_column(Json, info=personal(NONE))
    requested_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: Empty when the registry requested it after the last signature.
    requested_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id"), info=personal(WHOSE)
    )
    record_code: Mapped[str] = mapped_column(sa.String(40))

    version: Mapped[Version] = relationship()


def record_of(model: type[OfRecord]) -> ExecutableOption:
    """Loader option: each row with its order and finished record."""
    return joinedload(model.order).joinedload(RecordOrder.record)


def language_of(signatory: Signatory, version: Version) -> str:
    """The language of messages to a signatory: their own, their partner's, else the version's first."""
    wanted = signatory.language or signatory.partner.language
    return wanted if wanted in version.languages else version.languages[0]
