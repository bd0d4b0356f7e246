"""People who sign and speak for partners, and the authority granted to them."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.audit.models import Subject
from registry.database.corrections import Corrected
from registry.database.session import db
from registry.database.types import Choice, UtcDateTime
from registry.errors import N_
from registry.partners.models.partners import ONCE, Partner
from registry.partners.rules.authority import Authority, Basis, Scope
from registry.partners.rules.dependents import rests_on_partner
from registry.personal_data import OTHERS, WHOSE, personal


@rests_on_partner(N_("a signatory"))
class Signatory(db.Model):  # type: ignore[name-defined]
    """A person who may sign for a partner; needs no account."""

    __tablename__ = "signatory"
    __table_args__ = (sa.Index("ix_signatory_partner_id", "partner_id", "position"), ONCE)

    told_as = Subject("signatory", "name", as_actor=N_("A signatory behind a link"))

    id: Mapped[int] = mapped_column(primary_key=True, info=personal(WHOSE))
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: May be empty when a list contained only an address or a title.
    name: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(WHOSE))
    title: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    email: Mapped[str] = mapped_column(sa.String(254), default="", info=personal(WHOSE))
    #: For calls by coordinators, such as with a code for signing.
    phone: Mapped[str] = mapped_column(sa.String(40), default="", server_default="", info=personal(OTHERS))
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    #: Why they may bind the organization, as text from the list; grants state it with dates.
    authority: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(OTHERS))
    #: The person at the lowest position is asked first.
    position: Mapped[int] = mapped_column(default=1)
    #: The first and the end day of all their grants to sign together.
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]

    partner: Mapped[Partner] = relationship(back_populates="signatories")
    grants: Mapped[list["Grant"]] = relationship(order_by="Grant.id", back_populates="signatory")

    @property
    def called(self) -> str:
        """The name shown for them: their name, or other data about them; a dash when nothing is left."""
        return self.name or self.title or self.email or "—"

    def is_active(self, on: dt.date) -> bool:
        """Whether they may sign on a date."""
        started = self.started_on is None or self.started_on <= on
        return started and (self.ended_on is None or self.ended_on > on)


@rests_on_partner(N_("a representative"))
class Representative(db.Model):  # type: ignore[name-defined]
    """A person with an account who acts for a partner: gives positions, takes part in cases."""

    __tablename__ = "representative"
    __table_args__ = (
        sa.Index("ix_representative_partner_id", "partner_id", "started_on"),
        sa.Index("ix_representative_user_id", "user_id"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), info=personal(WHOSE))
    #: Their position in their organization.
    title: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    started_on: Mapped[dt.date]
    #: The first day on which they no longer act.
    ended_on: Mapped[dt.date | None]

    partner: Mapped[Partner] = relationship()
    user: Mapped[User] = relationship()
    grants: Mapped[list["Grant"]] = relationship(order_by="Grant.id", back_populates="representative")

    def is_active(self, on: dt.date) -> bool:
        """Whether they act for the partner on a day."""
        return self.started_on <= on and (self.ended_on is None or self.ended_on > on)


@rests_on_partner(N_("an authority to act for it"))
class Grant(Corrected, db.Model):  # type: ignore[name-defined]
    """Authority to sign or speak for a partner from a day on, granted by somebody on a stated ground.

    A wrong row is struck out, never overwritten; only its end can be changed.
    """

    __tablename__ = "authority_grant"
    __table_args__ = (
        sa.Index("ix_authority_grant_partner_id", "partner_id", "id"),
        sa.Index("ix_authority_grant_signatory_id", "signatory_id"),
        sa.Index("ix_authority_grant_representative_id", "representative_id"),
        sa.CheckConstraint(
            "signatory_id IS NOT NULL OR representative_id IS NOT NULL", name="given_to_somebody"
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="ends_after_start"
        ),
        ONCE,
    )

    told_as = Subject(
        "grant",
        "partner.name",
        number="partner_id",
        text=N_("authority to act for %(name)s"),
        page="authority.show",
        place={"partner_id": "number"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"))
    #: The person who may sign, and the person who may speak: one of them, or the same person as both.
    signatory_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signatory.id"), info=personal(WHOSE))
    representative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("representative.id"))
    basis: Mapped[Basis] = mapped_column(Choice(Basis, 12))
    #: The title, by-law, minute or letter on which it is based.
    reference: Mapped[str] = mapped_column(sa.String(500), default="", info=personal(OTHERS))
    #: Who granted it, by name or role; empty when only the person who recorded it is known.
    granted_by: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    #: Fingerprint and name of the document that proves it, if there is one.
    file: Mapped[str] = mapped_column(sa.String(64), default="")
    file_name: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(OTHERS))
    #: Acts only when the others cannot, so is not a second voice.
    is_alternate: Mapped[bool] = mapped_column(default=False)
    #: The first day; empty when it is not known.
    started_on: Mapped[dt.date | None]
    #: The first day on which it is no longer in force.
    ended_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("user_account.id"), info=personal(OTHERS)
    )
    #: The capacity in which they acted.
    recorded_as: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")

    partner: Mapped[Partner] = relationship()
    signatory: Mapped[Signatory | None] = relationship(back_populates="grants")
    representative: Mapped[Representative | None] = relationship(back_populates="grants")
    recorded_by: Mapped[User | None] = relationship(foreign_keys="Grant.recorded_by_id")

    @property
    def authority(self) -> Authority:
        """The grant as plain values for the rules; loads the representative if the grant allows speaking."""
        return Authority(
            self.signatory_id,
            self.representative.user_id if self.representative else None,
            self.started_on,
            self.ended_on,
            self.is_alternate,
        )

    @property
    def scope(self) -> Scope:
        """What it allows: signing, speaking or both."""
        return self.authority.scope

    @property
    def called(self) -> str:
        """The name of the person it is granted to."""
        if self.signatory is not None:
            return self.signatory.called
        assert self.representative is not None
        return self.representative.user.name

    def holds(self, on: dt.date) -> bool:
        """Whether it is in force on a day; one that was struck out never is."""
        return self.stands and self.authority.holds(on)
