"""People who sign in."""

import datetime as dt

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from registry.extensions import UtcDateTime, db


class User(UserMixin, db.Model):  # type: ignore[name-defined]
    """A person with an account. Signatories need none."""

    __tablename__ = "user_account"
    __table_args__ = (sa.UniqueConstraint("email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In small letters; what they sign in with.
    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    #: argon2; empty until they choose one from their welcome link.
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Raised with each new password: ends older sessions and welcome links.
    password_generation: Mapped[int] = mapped_column(default=0)
    #: Failed sign-ins in a row, and when the last was: the next try waits longer.
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    #: Keeps the installation: makes teams and sees its state, and no team's contents without a role there.
    is_administrator: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    def get_id(self) -> str:
        """What the session keeps: the account and the generation of its password."""
        return f"{self.id}.{self.password_generation}"
