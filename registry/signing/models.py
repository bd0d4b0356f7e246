"""Requests to sign by personal link; second proofs: telephone codes, attempts at an app, proofs by
directory.
"""

import datetime as dt
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from registry.audit.models import Told
from registry.database.acts import act_at
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.errors import N_
from registry.labels import Labelled
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import NONE, OTHERS, SECRET, WHOSE, personal
from registry.security.actors import Act, Actor
from registry.security.link_tokens import PersonalLinks
from registry.signing.rules import requests
from registry.signing.rules.requests import RequestEvents, RequestState
from registry.teams.models import Team
from registry.teams.rules import StepUp


class PersonalRequest(Told):
    """One person asked to sign for their organization by a personal link: the columns that all kinds of
    requests share. The model of each kind declares how its requests differ.
    """

    #: The purpose of its links, and the endpoint of their page.
    LINKS: ClassVar[PersonalLinks]
    PAGE: ClassVar[str]
    #: The key of the message with the link, and the endpoint that sends a new one.
    MESSAGE: ClassVar[str]
    RESEND: ClassVar[str]
    EVENTS: ClassVar[RequestEvents]
    #: The text for a person who opens the link, by the state of the request.
    WORDS: ClassVar[type[Labelled]]

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    state: Mapped[RequestState] = mapped_column(Choice(RequestState, 14))
    #: Part of every link; raised when a new link is sent, so that older links end.
    generation: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: When the link was first opened; mail scanners open links too.
    fetched_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: Why it was declined or revoked, as entered.
    reason: Mapped[str] = mapped_column(sa.Text, default="", info=personal(OTHERS))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": revision}

    @declared_attr
    @classmethod
    def partner(cls) -> Mapped[Partner]:
        """The organization to sign for."""
        return relationship()

    @declared_attr
    @classmethod
    def signatory(cls) -> Mapped[Signatory]:
        """The person asked."""
        return relationship()

    @property
    def about(self) -> str:
        """Its `subject` as one word: `signing_request:12`."""
        return f"{self.told_as.kind}:{self.id}"

    def told_with_each(self, act: Act) -> dict[str, object]:
        """The organization to sign for, stored with every event about the request."""
        return {"partner": self.partner_id}

    @property
    def team_id(self) -> int:
        """The team whose audit trail contains the events about it."""
        return self.partner.team_id

    @property
    def team(self) -> Team:
        """The team that asks."""
        return self.partner.team

    @property
    def language(self) -> str:
        """The language of the person asked: their own, else their organization's."""
        return self.signatory.language or self.partner.language

    @property
    def written_in(self) -> str:
        """The language of messages to them."""
        return self.language

    @property
    def address(self) -> str:
        """The address that the link is sent to, normalized for comparison with accounts and directories."""
        return self.signatory.email.strip().lower()

    @property
    def words(self) -> str:
        """The text for a person who opens the link, by the state of the request; for the catalogue."""
        return self.WORDS(self.state).label

    @property
    def is_signature(self) -> bool:
        """Whether a signature is asked for; an acknowledgement needs no second proof."""
        return True

    @property
    def step_ups(self) -> tuple[StepUp, ...]:
        """The channels from which one proof is required; empty when none is required."""
        return tuple(map(StepUp, self.team.step_ups)) if self.is_signature else ()

    @property
    def evidence(self) -> dict[str, str]:
        """The evidence to store: when the request was sent and opened, and by what authority the person may
        sign.
        """
        return {
            "asked_at": _kept(self.asked_at),
            "fetched_at": _kept(self.fetched_at),
            "authority": self.signatory.authority,
        }

    def link_expiry(self, sent_at: dt.datetime) -> dt.datetime:
        """When a link sent at a moment expires."""
        return requests.expires_at(asked_at=sent_at, due_on=None, zone=self.team.timezone)

    def link_lives(self, now: dt.datetime) -> bool:
        """Whether its current link has not expired."""
        return now < self.expires_at

    def act_by_link(self, now: dt.datetime) -> Act:
        """An act that the person does through the link."""
        return act_at(Actor("signatory", self.signatory_id), now, self.team.timezone)


def _kept(moment: dt.datetime | None) -> str:
    """A moment in the format of evidence: ISO 8601 in UTC, or empty when the moment was not recorded."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""


@rests_on_partner(N_("a proof of who signs"))
class PhoneCode(db.Model):  # type: ignore[name-defined]
    """A code that a coordinator reads out by telephone; never stored in clear."""

    __tablename__ = "proof_phone_code"
    __table_args__ = (sa.Index("ix_proof_phone_code_about", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The request it was made for: `signing_request:12`.
    about: Mapped[str] = mapped_column(sa.String(60))
    #: The person for whom it was made; it is useless after a hand-over to another person.
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    #: HMAC-SHA256 with a key derived from the installation's secret.
    mac: Mapped[str] = mapped_column(sa.String(64), info=personal(SECRET))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: When a newer code replaced it.
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    read_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(OTHERS))
    read_by_name: Mapped[str] = mapped_column(sa.String(200), info=personal(OTHERS))
    #: The last digits of the telephone number; the whole number is stored only with the signatory.
    number_ending: Mapped[str] = mapped_column(sa.String(4), default="", info=personal(OTHERS))


@rests_on_partner(N_("a proof of who signs"))
class AppTries(db.Model):  # type: ignore[name-defined]
    """How often a person tried the app's code for one request."""

    __tablename__ = "proof_app_tries"
    __table_args__ = (sa.UniqueConstraint("about", "signatory_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(60))
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    tries: Mapped[int] = mapped_column(default=0, info=personal(OTHERS))
    last_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


@rests_on_partner(N_("a proof of who signs"))
class DirectoryProof(db.Model):  # type: ignore[name-defined]
    """A directory's confirmation of a person, for one request and one browser, usable once."""

    __tablename__ = "proof_by_directory"
    __table_args__ = (
        sa.UniqueConstraint("token_digest"),
        sa.Index("ix_proof_by_directory_about", "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(60))
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    #: The generation of the link through which they went to the directory.
    generation: Mapped[int]
    #: SHA-256 of the token in the browser's session.
    token_digest: Mapped[str] = mapped_column(sa.String(64), info=personal(SECRET))
    issuer: Mapped[str] = mapped_column(sa.String(300), info=personal(OTHERS))
    #: The name of the directory in the settings at that time.
    issuer_name: Mapped[str] = mapped_column(sa.String(200), info=personal(NONE))
    subject: Mapped[str] = mapped_column(sa.String(255), info=personal(OTHERS))
    #: The address that the directory vouched for; must be the signatory's. Deleted after signing.
    address: Mapped[str] = mapped_column(sa.String(254), info=personal(OTHERS))
    proved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
