"""A person's second factors together: which there are, whether one may go, and beginning anew."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts import notices, sessions
from registry.accounts.models import Authenticator, Passkey, RecoveryCode, User
from registry.accounts.notices import Change
from registry.accounts.policies import policy_of
from registry.audit import services as audit
from registry.errors import N_, RuleBroken
from registry.extensions import db


@dataclass(frozen=True)
class Held:
    """What a person can prove themselves with beside a password."""

    authenticator: bool
    passkeys: int
    #: Recovery codes not used yet.
    codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor; recovery codes alone are none."""
        return self.authenticator or self.passkeys > 0

    @property
    def is_last(self) -> bool:
        """Whether there is one, and no other."""
        return int(self.authenticator) + self.passkeys == 1


def held_by(user_id: int) -> Held:
    """What a person has, in one query."""
    row = db.session.execute(
        sa.select(
            _count(Authenticator, user_id),
            _count(Passkey, user_id),
            _count(RecoveryCode, user_id, RecoveryCode.used_at.is_(None)),
        )
    ).one()
    return Held(bool(row[0]), int(row[1]), int(row[2]))


def has_way_in() -> sa.ColumnElement[bool]:
    """Whether an account of a query has a password or a passkey: what its welcome link is for."""
    return sa.or_(User.password_hash != "", sa.exists().where(Passkey.user_id == User.id))


def check_removable(user: User) -> None:
    """The last second factor stays where a team asks for one, or where it is the only way in."""
    if not held_by(user.id).is_last:
        return
    policy = policy_of(user.id)
    if policy.needs_second_factor:
        raise RuleBroken(N_("You are asked for a second factor: add another before this one goes."))
    if not user.password_hash and not policy.allows_link:
        raise RuleBroken(N_("Without it you could not sign in any more: choose a password first."))


def forget_codes_without_factor(user_id: int) -> None:
    """Recovery codes go with the last factor that they stand in for."""
    if not held_by(user_id).any:
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def reset(user: User, *, actor: audit.Actor, now: dt.datetime) -> None:
    """Take every second factor away and end every session, for a person who lost them; they are told."""
    for held in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(sa.delete(held).where(held.user_id == user.id))
    notices.note(Change.FACTORS_RESET, user, actor=actor, now=now)
    sessions.end_all(user.id, actor=actor, now=now)


def _count(held: type[Authenticator | Passkey | RecoveryCode], user_id: int, *more: sa.ColumnElement[bool]):  # type: ignore[no-untyped-def]
    query = sa.select(sa.func.count()).select_from(held).where(held.user_id == user_id, *more)
    return query.scalar_subquery()
