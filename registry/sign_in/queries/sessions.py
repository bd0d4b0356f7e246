"""The sessions of an account."""

import datetime as dt

import sqlalchemy as sa

from registry.database.session import db
from registry.sign_in.models import UserSession
from registry.sign_in.rules.sign_in import SEEN_EVERY, Ending, ending_of


def is_seen_long_ago(session: UserSession, now: dt.datetime) -> bool:
    """Whether the time of last use should be written again."""
    return now >= session.last_seen_at + SEEN_EVERY


def open_sessions(user_id: int, *, idle: dt.timedelta, now: dt.datetime) -> list[UserSession]:
    """A person's open sessions, most recently used first."""
    query = (
        sa.select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None), UserSession.ends_at > now)
        .where(UserSession.last_seen_at > now - idle)
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return list(db.session.scalars(query))


def ending(session: UserSession, *, idle: dt.timedelta, now: dt.datetime) -> Ending | None:
    """Why a session is over; None while it lasts."""
    return ending_of(
        ended_at=session.ended_at,
        last_seen_at=session.last_seen_at,
        ends_at=session.ends_at,
        now=now,
        idle=idle,
    )
