"""Accounts: the people who sign in."""

import datetime as dt

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from registry.audit.models import Subject, Told
from registry.database.session import db
from registry.database.types import UtcDateTime
from registry.errors import N_
from registry.personal_data import OTHERS, SECRET, WHOSE, personal


class User(Told, UserMixin, db.Model):  # type: ignore[name-defined]
    """A person with an account. Signatories need none."""

    __tablename__ = "user_account"
    __table_args__ = (sa.UniqueConstraint("email"),)

    told_as = Subject(
        "user",
        "name",
        nameless=N_("a person"),
        as_actor=N_("A person without an account by now"),
        page="trail.of_thing",
        place={"kind": "kind", "number": "id"},
    )
    #: Accounts belong to no team: events about them are in the installation's chain.
    team_id = None

    id: Mapped[int] = mapped_column(primary_key=True, info=personal(WHOSE))
    #: The address with which they sign in, in lower case.
    email: Mapped[str] = mapped_column(sa.String(254), info=personal(WHOSE))
    name: Mapped[str] = mapped_column(sa.String(200), info=personal(WHOSE))
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    #: argon2; empty until they choose a password, which people with a passkey need not do.
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="", info=personal(SECRET))
    #: Raised by each new password, and by a first passkey; this ends older welcome links.
    password_generation: Mapped[int] = mapped_column(default=0)
    #: Administers the installation: creates teams and sees its state, but no team's content without a role
    #: there.
    is_administrator: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    #: When an administrator disabled the account; the acts of its owner stay.
    disabled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: Why it was disabled, for the administrators; empty while it is enabled.
    disabled_reason: Mapped[str] = mapped_column(
        sa.String(500), default="", server_default="", info=personal(OTHERS)
    )

    @property
    def is_disabled(self) -> bool:
        """Whether the account is disabled, so that nobody can sign in with it."""
        return self.disabled_at is not None
