"""Codes from an app (TOTP, RFC 6238): six digits, thirty seconds, each accepted once."""

import datetime as dt
import hmac

import pyotp
import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security import encryption
from registry.security.actors import Act
from registry.sign_in.models import Authenticator
from registry.sign_in.queries.factors import authenticator_of as of_user
from registry.sign_in.rules.sign_in import Change
from registry.sign_in.services import factors

ISSUER = "Partnership Registry"
STEP = 30  # seconds
#: Time steps before and after the present one that are accepted, because clocks differ (RFC 6238, 5.2).
DRIFT = (-1, 0, 1)
_PURPOSE = "accounts:authenticator"


def new_secret() -> str:
    """A new secret for an app: 160 bits in base32."""
    return pyotp.random_base32()


def address_of(secret: str, user: User) -> str:
    """The content of the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)


def lock(shared: str, user: User, *, secret: str) -> str:
    """Encrypt an app's secret for the database, or for the form that confirms it."""
    return encryption.lock(shared, purpose=_PURPOSE, owner=user.id, secret=secret)


def unlock(closed: str, user: User, *, secret: str) -> str:
    """Decrypt an app's secret."""
    return encryption.unlock(closed, purpose=_PURPOSE, owner=user.id, secret=secret)


def add(user: User, *, shared: str, code: str, secret: str, act: Act) -> Authenticator:
    """Add an app as a person's factor after it showed the right code."""
    if of_user(user.id) is not None:
        raise RuleBroken(N_("You have an app already: remove it before you add another."))
    step = step_of(shared, code, after=0, now=act.at)
    if step is None:
        raise RuleBroken(
            N_("This is not the code that the app shows now. Check the time of the phone, and try the next."),
            field="code",
        )
    added = Authenticator(
        user_id=user.id, secret=lock(shared, user, secret=secret), last_step=step, added_at=act.at
    )
    db.session.add(added)
    db.session.flush()
    factors.note(Change.AUTHENTICATOR_ADDED, user, act=act)
    return added


def accept(user: User, code: str, *, secret: str, now: dt.datetime) -> bool:
    """Whether a code is the current one of a person's app; each code is accepted once."""
    held = of_user(user.id)
    if held is None:
        return False
    step = step_of(unlock(held.secret, user, secret=secret), code, after=held.last_step, now=now)
    if step is None:
        return False
    # In one statement, because a code may be entered in two places at the same moment.
    taken = db.session.execute(
        sa.update(Authenticator)
        .where(Authenticator.id == held.id, Authenticator.last_step < step)
        .values(last_step=step)
        .returning(Authenticator.id)
    )
    return taken.first() is not None


def remove(user: User, *, act: Act) -> None:
    """Remove a person's app, unless it is a factor that they must keep."""
    held = of_user(user.id)
    if held is None:
        raise RuleBroken(N_("There is no app to remove."))
    factors.check_removable(user)
    db.session.delete(held)
    db.session.flush()
    factors.forget_codes_without_factor(user.id)
    factors.note(Change.AUTHENTICATOR_REMOVED, user, act=act)


def step_of(shared: str, code: str, *, after: int, now: dt.datetime) -> int | None:
    """The time step, later than `after`, of a code; None when the code is not current."""
    typed = "".join(code.split())
    this = int(now.timestamp()) // STEP
    steps = [this + drift for drift in DRIFT if _matches(shared, this + drift, typed)]
    return next((step for step in steps if step > after), None)


def _matches(shared: str, step: int, typed: str) -> bool:
    return hmac.compare_digest(pyotp.TOTP(shared).generate_otp(step).encode(), typed.encode())
