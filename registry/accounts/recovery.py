"""Recovery codes: ten on paper, for the day the phone is lost; each works once."""

import datetime as dt
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from registry.accounts import factors, notices, sealing
from registry.accounts.models import RecoveryCode, User
from registry.accounts.notices import Change
from registry.errors import N_, RuleBroken
from registry.extensions import db

CODES = 10
#: Small letters and digits that are not taken for each other.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 12  # signs: 59 bits
GROUP = 4


def make(user: User, *, secret: str, now: dt.datetime) -> Sequence[str]:
    """Make a person's codes anew; they are told once, and the earlier ones open nothing any more."""
    if not factors.held_by(user.id).any:
        raise RuleBroken(N_("Recovery codes stand in for an app or a passkey: add one of these first."))
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [_code() for _ in range(CODES)]
    for code in codes:
        db.session.add(RecoveryCode(user_id=user.id, digest=_digest(code, user, secret), made_at=now))
    db.session.flush()
    notices.note(Change.RECOVERY_CODES_MADE, user, now=now)
    return codes


def accept(user: User, typed: str, *, secret: str, now: dt.datetime) -> bool:
    """Whether this is a code of the person that was not used yet; from now on it is."""
    query = sa.select(RecoveryCode).where(
        RecoveryCode.user_id == user.id,
        RecoveryCode.digest == _digest(typed, user, secret),
        RecoveryCode.used_at.is_(None),
    )
    code = db.session.scalar(query)
    if code is None:
        return False
    code.used_at = now
    notices.note(Change.RECOVERY_CODE_USED, user, now=now)
    return True


def _code() -> str:
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _digest(code: str, user: User, secret: str) -> str:
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return sealing.digest("recovery code", f"{user.id}:{plain}", secret=secret)
