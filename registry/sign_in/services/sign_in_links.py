"""Sign-in by mailed link: for people with an account; each link is valid for ten minutes and works once."""

import datetime as dt

import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, Gone
from registry.security.actors import Act
from registry.sign_in.hooks import policy_of
from registry.sign_in.messages import SIGN_IN_LINKS as LINKS
from registry.sign_in.messages import Link, is_open
from registry.sign_in.models import SignInLink
from registry.sign_in.rules.events import SignInEvent


def ask(user: User | None, *, act: Act) -> SignInLink | None:
    """Send a link to a person whose teams allow it; the page does not reveal whether one was sent."""
    if user is None or user.is_disabled or not policy_of(user.id).allows_link:
        return None
    link = SignInLink(user_id=user.id, asked_at=act.at)
    db.session.add(link)
    db.session.flush()
    Link.post(link, user, act.at)
    events.record(SignInEvent.SIGN_IN_LINK_ASKED, user, act)
    return link


def user_of(token: str, *, secret: str, now: dt.datetime) -> User:
    """The account of a link; raises `Gone` when it was used, has expired, or is no longer allowed."""
    return db.session.get_one(User, _link_of(token, secret=secret, now=now).user_id)


def use(token: str, *, secret: str, now: dt.datetime) -> User:
    """Sign in by a link; this link and all others of the person stop working."""
    link = _link_of(token, secret=secret, now=now)
    db.session.execute(
        sa.update(SignInLink)
        .where(SignInLink.user_id == link.user_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    return db.session.get_one(User, link.user_id)


def _link_of(token: str, *, secret: str, now: dt.datetime) -> SignInLink:
    parts = LINKS.read_token(token, secret=secret)
    link = db.session.get(SignInLink, parts.identity) if parts else None
    if link is None:
        raise Gone(N_("This link no longer works. Ask for a new one on the sign-in page."))
    if not is_open(link, now) or not policy_of(link.user_id).allows_link:
        raise Gone(N_("This link has been used or has expired. Ask for a new one on the sign-in page."))
    return link
