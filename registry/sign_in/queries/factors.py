"""The factors of an account."""

from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.sign_in.models import Authenticator, Passkey, RecoveryCode


@dataclass(frozen=True)
class Held:
    """A person's factors beside the password."""

    authenticator: bool
    passkeys: int
    #: The number of unused recovery codes.
    codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor; recovery codes alone do not count."""
        return self.authenticator or self.passkeys > 0

    @property
    def is_last(self) -> bool:
        """Whether the person has exactly one second factor."""
        return int(self.authenticator) + self.passkeys == 1


def held_by(user_id: int) -> Held:
    """A person's factors, in one query."""
    row = db.session.execute(
        sa.select(
            _count(Authenticator, user_id),
            _count(Passkey, user_id),
            _count(RecoveryCode, user_id, RecoveryCode.used_at.is_(None)),
        )
    ).one()
    return Held(bool(row[0]), int(row[1]), int(row[2]))


def has_way_in() -> sa.ColumnElement[bool]:
    """SQL condition: the account has a password or a passkey, so that its welcome link is no longer
    needed.
    """
    return sa.or_(User.password_hash != "", sa.exists().where(Passkey.user_id == User.id))


def _count(held: type[Authenticator | Passkey | RecoveryCode], user_id: int, *more: sa.ColumnElement[bool]):  # type: ignore[no-untyped-def]
    query = sa.select(sa.func.count()).select_from(held).where(held.user_id == user_id, *more)
    return query.scalar_subquery()


def authenticator_of(user_id: int) -> Authenticator | None:
    """A person's authenticator app."""
    return db.session.scalar(sa.select(Authenticator).where(Authenticator.user_id == user_id))


def passkeys_of(user_id: int) -> list[Passkey]:
    """A person's passkeys, oldest first."""
    query = sa.select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return list(db.session.scalars(query))
