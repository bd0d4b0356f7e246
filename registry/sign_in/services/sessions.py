"""Sessions: begun with a proof, renewed with another, ended by their owner."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import About
from registry.audit.rules.tags import Tag
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, NotFound
from registry.security.actors import Act
from registry.sign_in.models import Failures, SignInLink, SpentChallenge, UserSession
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import FAILURES_FADE, KEPT_AFTER_ITS_END, Factor, digest_of

#: For the token in the browser's cookie: 256 bits.
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Limits:
    """How long a session may stay unused, and how long it lasts at most."""

    idle: dt.timedelta
    whole: dt.timedelta


@dataclass(frozen=True)
class Place:
    """The origin of a session, so that its owner can recognize it: network address and browser."""

    address: str
    browser: str


def begin(user: User, factors: Collection[Factor], *, place: Place, limits: Limits, act: Act) -> str:
    """Sign a person in; returns the token for the cookie, which is stored nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    begun = UserSession(
        user_id=user.id,
        token_digest=digest_of(token),
        factors=sorted(factors),
        began_at=act.at,
        proved_at=act.at,
        last_seen_at=act.at,
        ends_at=act.at + limits.whole,
        address=place.address[:45],
        browser=place.browser[:60],
    )
    db.session.add(begun)
    db.session.flush()
    _note(SignInEvent.ACCOUNT_SIGNED_IN, user.id, act, factors=sorted(factors))
    return token


def prove_again(session: UserSession, factors: Collection[Factor], *, act: Act) -> str:
    """Add factors just proved to a session; returns its new token, and the old one stops working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.token_digest = digest_of(token)
    session.factors = sorted({*session.factors, *factors})
    session.proved_at = session.last_seen_at = act.at
    _note(SignInEvent.ACCOUNT_PROVED, session.user_id, act, factors=sorted(factors))
    return token


def note_seen(session_id: int, *, now: dt.datetime) -> None:
    """Record that a session is in use."""
    db.session.execute(
        sa.update(UserSession)
        .where(UserSession.id == session_id, UserSession.last_seen_at < now, UserSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def end(session_id: int, *, owner: int, act: Act) -> None:
    """End one session of a person; other people's sessions are not found."""
    session = db.session.get(UserSession, session_id)
    if session is None or session.user_id != owner:
        raise NotFound(N_("There is no such session."))
    if session.ended_at is None:
        session.ended_at = act.at
        _note(SignInEvent.SESSION_ENDED, owner, act, session=session_id)


def end_all(user_id: int, *, but: int | None = None, act: Act) -> int:
    """End all sessions of a person except one; returns how many."""
    ending = sa.update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(UserSession.id != but)
    ended = db.session.execute(ending.values(ended_at=act.at)).rowcount  # type: ignore[attr-defined]
    if ended:
        _note(SignInEvent.SESSION_ENDED, user_id, act, count=ended)
    return int(ended)


def end_those_of_all(*, act: Act) -> int:
    """End all sessions of everybody; returns how many. The caller records why."""
    ending = sa.update(UserSession).where(UserSession.ended_at.is_(None), UserSession.ends_at > act.at)
    return int(db.session.execute(ending.values(ended_at=act.at)).rowcount)  # type: ignore[attr-defined]


def sweep(*, now: dt.datetime) -> None:
    """Delete sessions, links, failures and challenges that ended long ago."""
    gone = now - KEPT_AFTER_ITS_END
    for old in (
        sa.delete(UserSession).where(sa.or_(UserSession.ended_at < gone, UserSession.ends_at < gone)),
        sa.delete(SignInLink).where(SignInLink.asked_at < gone),
        sa.delete(SpentChallenge).where(SpentChallenge.spent_at < gone),
        sa.delete(Failures).where(Failures.last_at < now - FAILURES_FADE),
    ):
        db.session.execute(old)


def _note(tag: Tag, user_id: int, act: Act, **details: object) -> None:
    events.record(tag, About(("user", user_id), None), act, **details)
