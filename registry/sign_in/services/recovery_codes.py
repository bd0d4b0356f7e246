"""Recovery codes: ten on paper, for the day the phone is lost; each works once.

The first signs of a code name it, the others are its secret, which is kept as passwords are.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from argon2.exceptions import InvalidHashError, VerificationError

from registry.accounts.models import User
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security import encryption
from registry.sign_in.models import RecoveryCode
from registry.sign_in.queries import factors as factor_queries
from registry.sign_in.rules.sign_in import Change
from registry.sign_in.services import factors, passwords

CODES = 10
#: Small letters and digits that are not taken for each other.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUP = 4
#: By which a code is found.
SELECTOR = GROUP
LENGTH = SELECTOR + 12  # signs: the secret ones are 59 bits


@dataclass(frozen=True)
class Drawn:
    """A new code, and what is kept of its secret signs."""

    code: str
    digest: str

    @property
    def selector(self) -> str:
        """Its first signs."""
        return self.code[:SELECTOR]


def draw() -> Sequence[Drawn]:
    """New codes, no two found by the same signs; hashing takes its time: outside of any unit of work."""
    codes: dict[str, str] = {}
    while len(codes) < CODES:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        codes[code[:SELECTOR]] = code
    return [Drawn(_grouped(code), passwords.HASHER.hash(code[SELECTOR:])) for code in codes.values()]


def make(user: User, drawn: Sequence[Drawn], *, now: dt.datetime) -> Sequence[str]:
    """Make a person's codes anew; they are told once, and the earlier ones open nothing any more."""
    if not factor_queries.held_by(user.id).any:
        raise RuleBroken(N_("Recovery codes stand in for an app or a passkey: add one of these first."))
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    for one in drawn:
        db.session.add(RecoveryCode(user_id=user.id, selector=one.selector, digest=one.digest, made_at=now))
    db.session.flush()
    factors.note(Change.RECOVERY_CODES_MADE, user, now=now)
    return [one.code for one in drawn]


def accept(user: User, typed: str, *, secret: str, now: dt.datetime) -> bool:
    """Whether this is a code of the person that was not used yet; from now on it is."""
    plain = "".join(sign for sign in typed.casefold() if sign.isalnum())
    code = _code_of(user, plain, secret)
    if code is None or not (code.selector is None or _fits(code, plain)):
        return False
    code.used_at = now
    factors.note(Change.RECOVERY_CODE_USED, user, now=now)
    return True


def _code_of(user: User, plain: str, secret: str) -> RecoveryCode | None:
    """The unused code with these first signs, or, of before there were such, with this keyed digest."""
    digest = encryption.keyed_digest("accounts:recovery code", f"{user.id}:{plain}", secret=secret).hex()
    is_meant = sa.or_(
        RecoveryCode.selector == plain[:SELECTOR],
        sa.and_(RecoveryCode.selector.is_(None), RecoveryCode.digest == digest),
    )
    query = sa.select(RecoveryCode).where(
        RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None), is_meant
    )
    return db.session.scalar(query.with_for_update())


def _fits(code: RecoveryCode, plain: str) -> bool:
    try:
        return passwords.HASHER.verify(code.digest, plain[SELECTOR:])
    except (VerificationError, InvalidHashError):
        return False


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
