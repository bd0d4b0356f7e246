"""Making accounts, choosing passwords and signing in."""

import datetime as dt

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError

from registry.accounts.models import User
from registry.accounts.rules import WELCOME_LIFETIME, check_password, check_person, is_resting
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, Gone, RuleBroken
from registry.extensions import db

HASHER = PasswordHasher()

#: Compared with when no account has the address, so that the answer takes as long.
_NOBODY = HASHER.hash("nobody has this password")


def create_account(
    *, email: str, name: str, language: str = "en", actor: audit.Actor, now: dt.datetime
) -> User:
    """Make an account without a password; its welcome link lets the person choose one."""
    email, name = email.strip().lower(), name.strip()
    check_person(email=email, name=name)
    user = User(
        email=email,
        name=name,
        language=language,
        password_hash="",
        password_generation=0,
        failures=0,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise RuleBroken(
            N_("Somebody has just made an account with this address: send it again."), field="email"
        ) from error
    audit.record(Tag.ACCOUNT_CREATED, team_id=None, actor=actor, at=now, subject=("user", user.id))
    return user


def name_administrator(user: User, *, actor: audit.Actor, now: dt.datetime) -> None:
    """Let a person keep the installation; no team's contents open by it."""
    user.is_administrator = True
    audit.record(Tag.ADMINISTRATOR_NAMED, team_id=None, actor=actor, at=now, subject=("user", user.id))


def find_account(email: str) -> User | None:
    """The account with an address, in whatever case it is written."""
    return db.session.scalar(sa.select(User).where(User.email == email.strip().lower()))


def set_password(user: User, password: str, *, actor: audit.Actor, now: dt.datetime) -> None:
    """Choose a new password; sessions and links from before end."""
    check_password(password, email=user.email)
    user.password_hash = HASHER.hash(password)
    user.password_generation += 1
    user.failures, user.failed_at = 0, None
    audit.record(Tag.PASSWORD_SET, team_id=None, actor=actor, at=now, subject=("user", user.id))


def sign_in(*, email: str, password: str, now: dt.datetime) -> User | None:
    """The account, when address and password are right; None otherwise, without saying which was wrong."""
    user = find_account(email)
    if user and is_resting(user.failures, user.failed_at, now):
        raise RuleBroken(N_("Too many tries. Wait a few minutes and try again."))
    if not _password_is_right(user, password) or user is None:
        if user:
            user.failures, user.failed_at = user.failures + 1, now
            _note(Tag.ACCOUNT_SIGN_IN_REFUSED, user, now)
        return None
    user.failures, user.failed_at = 0, None
    if HASHER.check_needs_rehash(user.password_hash):
        user.password_hash = HASHER.hash(password)
    _note(Tag.ACCOUNT_SIGNED_IN, user, now)
    return user


def welcome_token(user: User, *, secret: str) -> str:
    """What a welcome link carries: it works once, for a week."""
    return _serializer(secret).dumps([user.id, user.password_generation])


def account_of_welcome(token: str, *, secret: str) -> User:
    """The account a welcome link is for; raises `Gone` when it was used, has expired or was tampered with."""
    try:
        identity, generation = _serializer(secret).loads(token, max_age=int(WELCOME_LIFETIME.total_seconds()))
    except (BadSignature, ValueError, TypeError) as error:
        raise Gone(N_("This link no longer works. Ask your administrator for a new one.")) from error
    user = db.session.get(User, identity)
    if user is None or user.password_generation != generation:
        raise Gone(N_("This link has been used. Sign in with the password you chose."))
    return user


def has_password(user: User, password: str) -> bool:
    """Whether this is a person's password."""
    return _password_is_right(user, password)


def _password_is_right(user: User | None, password: str) -> bool:
    stored = user.password_hash if user and user.password_hash else _NOBODY
    try:
        return HASHER.verify(stored, password) and user is not None and bool(user.password_hash)
    except (VerificationError, InvalidHashError):
        return False


def _note(tag: Tag, user: User, now: dt.datetime) -> None:
    audit.record(tag, team_id=None, actor=audit.user(user.id), at=now, subject=("user", user.id))


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="welcome")
