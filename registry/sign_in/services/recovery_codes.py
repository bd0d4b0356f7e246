"""Recovery codes: ten on paper, for the loss of a phone; each works once.

The first characters of a code identify it; the others are its secret, stored as passwords are.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from argon2.exceptions import InvalidHashError, VerificationError

from registry.accounts.models import User
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security import encryption
from registry.security.actors import Act
from registry.sign_in.models import RecoveryCode
from registry.sign_in.queries import factors as factor_queries
from registry.sign_in.rules.sign_in import Change
from registry.sign_in.services import factors, passwords

CODES = 10
#: Lower-case letters and digits that are not easily confused.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUP = 4
#: The number of characters by which a code is found.
SELECTOR = GROUP
LENGTH = SELECTOR + 12  # characters; the secret ones have 59 bits


@dataclass(frozen=True)
class Drawn:
    """A new code, and the stored hash of its secret part."""

    code: str
    digest: str

    @property
    def selector(self) -> str:
        """The first characters, which identify the code."""
        return self.code[:SELECTOR]


def draw() -> Sequence[Drawn]:
    """New codes with different first characters. Hashing is slow: call outside any unit of work."""
    codes: dict[str, str] = {}
    while len(codes) < CODES:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        codes[code[:SELECTOR]] = code
    return [Drawn(_grouped(code), passwords.HASHER.hash(code[SELECTOR:])) for code in codes.values()]


def make(user: User, drawn: Sequence[Drawn], *, act: Act) -> Sequence[str]:
    """Replace a person's recovery codes; the new ones are shown once, and the earlier ones stop working."""
    if not factor_queries.held_by(user.id).any:
        raise RuleBroken(N_("Recovery codes stand in for an app or a passkey: add one of these first."))
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    for code in drawn:
        db.session.add(
            RecoveryCode(user_id=user.id, selector=code.selector, digest=code.digest, made_at=act.at)
        )
    db.session.flush()
    factors.note(Change.RECOVERY_CODES_MADE, user, act=act)
    return [one.code for one in drawn]


def accept(user: User, typed: str, *, secret: str, act: Act) -> bool:
    """Use up a recovery code of the person; False when it is wrong or was used before."""
    plain = "".join(sign for sign in typed.casefold() if sign.isalnum())
    code = _code_of(user, plain, secret)
    if code is None or not (code.selector is None or _fits(code, plain)):
        return False
    code.used_at = act.at
    factors.note(Change.RECOVERY_CODE_USED, user, act=act)
    return True


def _code_of(user: User, plain: str, secret: str) -> RecoveryCode | None:
    """The unused code that begins with the first characters of the typed one; for codes of earlier versions,
    the one with the same keyed digest.
    """
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
