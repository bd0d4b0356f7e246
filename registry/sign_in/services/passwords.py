"""Choosing passwords and signing in with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.accounts.models import User
from registry.accounts.queries import find_account
from registry.accounts.rules import address_key
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, Gone
from registry.security import actors
from registry.security.actors import Act
from registry.sign_in.messages import WELCOMES
from registry.sign_in.queries import breached_passwords
from registry.sign_in.rules import passwords
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.passwords import check_password
from registry.sign_in.rules.sign_in import WELCOME_LIFETIME, Change
from registry.sign_in.services import factors, sessions, throttle

HASHER = PasswordHasher()

#: Compared with the password when no account has the address, so that the answer takes equally long.
_NOBODY = HASHER.hash("nobody has this password")


def check_new_password(user: User, password: str) -> None:
    """A password must be long enough, not common, and not breached. Raises `RuleBroken`."""
    kept = passwords.normalized(password)
    check_password(kept, email=user.email, name=user.name)
    breached_passwords.refuse(kept)


def set_password(user: User, password: str, *, keep: int | None = None, act: Act) -> None:
    """Set a password; earlier links stop working, and all sessions except `keep` end."""
    check_new_password(user, password)
    is_first = not user.password_hash
    user.password_hash = _hash_of(password)
    user.password_generation += 1
    factors.note(Change.PASSWORD_SET, user, is_told=not is_first, act=act)
    sessions.end_all(user.id, but=keep, act=act)


@dataclass(frozen=True)
class Try:
    """An attempt to sign in whose password was already compared, but which is not judged yet."""

    #: The account, if address and password are right.
    user: User | None
    #: The stored hash at the comparison; if it has changed since, the comparison no longer counts.
    stored: str
    #: A new hash of the password, if the stored one is weaker than today's or of another form; None
    #: otherwise.
    renewed_hash: str | None
    counted: Sequence[throttle.Counter]


def look_at(*, email: str, password: str, place: str, device: str | None, secret: str) -> Try:
    """Compare a password with that of the account with an address.

    Slow: call it outside any unit of work. It takes equally long when no account has the address.
    """
    user = find_account(email)
    name = address_key(email)
    way = _way_that_opens(user, password)
    is_outdated = user is not None and way is not None and _is_outdated(user, way)
    return Try(
        user=user if way is not None else None,
        stored=user.password_hash if user else "",
        renewed_hash=_hash_of(password) if is_outdated else None,
        counted=throttle.counters(name, place=place, device=device, secret=secret),
    )


def sign_in(seen: Try, *, email: str, act: Act) -> User | None:
    """Sign in: the account if address and password are right, else None, without saying which was wrong.

    Raises `throttle.MustWait` after too many attempts, even when the password is right.
    """
    throttle.check(seen.counted, now=act.at)
    if seen.user is None or seen.user.password_hash != seen.stored:
        throttle.note_failure(seen.counted, now=act.at)
        tried = find_account(email)
        if tried:
            note_refused(tried, act=act)
        return None
    throttle.forget(seen.counted)
    if seen.renewed_hash:
        seen.user.password_hash = seen.renewed_hash
    return seen.user


def note_refused(user: User, *, act: Act) -> None:
    """Record a refused attempt to sign in as this person, with the registry as actor."""
    events.record(SignInEvent.ACCOUNT_SIGN_IN_REFUSED, user, act.as_(actors.REGISTRY))


def password_is_right(user: User | None, password: str) -> bool:
    """Whether a password is the account's; takes equally long when there is no account."""
    return _way_that_opens(user, password) is not None


def account_of_welcome(token: str, *, secret: str) -> User:
    """The account of a welcome link; raises `Gone` when it was used, has expired or was tampered with."""
    values = WELCOMES.read_token(token, secret=secret, lifetime=WELCOME_LIFETIME)
    identity, generation = values or (0, 0)
    user = db.session.get(User, identity)
    if user is None or user.is_disabled:
        raise Gone(N_("This link no longer works. Ask your administrator for a new one."))
    if user.password_generation != generation:
        raise Gone(N_("This link has been used. Sign in with what you chose."))
    return user


def _way_that_opens(user: User | None, password: str) -> str | None:
    """The form in which a typed password matches the stored one; None when it does not."""
    stored = user.password_hash if user and user.password_hash else _NOBODY
    way = next((way for way in passwords.ways(password) if _is_hash_of(stored, way)), None)
    return way if user is not None and user.password_hash else None


def _is_hash_of(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _hash_of(password: str) -> str:
    return HASHER.hash(passwords.normalized(password))


def _is_outdated(user: User, way: str) -> bool:
    return way != passwords.normalized(way) or HASHER.check_needs_rehash(user.password_hash)
