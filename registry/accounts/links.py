"""Signing in by a link in the mail: to who has an account, for ten minutes, once."""

import datetime as dt

import sqlalchemy as sa

from registry.accounts.models import SignInLink, User
from registry.accounts.policies import policy_of
from registry.accounts.rules import LINK_LIFETIME
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, Gone
from registry.extensions import db
from registry.outbox import services as outbox
from registry.personal_links import LinkParts, PersonalLinks

LINK = "accounts.link"
LINKS = PersonalLinks("sign in")


def ask(user: User | None, *, now: dt.datetime) -> SignInLink | None:
    """Post a link to a person whose teams allow it; nobody learns whether one was."""
    if user is None or user.is_disabled or not policy_of(user.id).allows_link:
        return None
    link = SignInLink(user_id=user.id, asked_at=now)
    db.session.add(link)
    db.session.flush()
    outbox.post(
        template=LINK,
        to_address=user.email,
        to_name=user.name,
        language=user.language,
        subject=("sign-in-link", link.id),
        params={"link": link.id},
        now=now,
    )
    audit.record(
        Tag.SIGN_IN_LINK_ASKED, team_id=None, actor=audit.REGISTRY, at=now, subject=("user", user.id)
    )
    return link


def token_of(link: SignInLink, *, secret: str) -> str:
    """What the link in the mail carries."""
    return LINKS.token_for(LinkParts(link.id, 1), secret=secret)


def user_of(token: str, *, secret: str, now: dt.datetime) -> User:
    """Whom a link signs in; `Gone` once it was used, has expired, or is not allowed any more."""
    return db.session.get_one(User, _link_of(token, secret=secret, now=now).user_id)


def use(token: str, *, secret: str, now: dt.datetime) -> User:
    """Sign in by a link: it works no more, nor do the others that this person asked for."""
    link = _link_of(token, secret=secret, now=now)
    db.session.execute(
        sa.update(SignInLink)
        .where(SignInLink.user_id == link.user_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    return db.session.get_one(User, link.user_id)


def is_open(link: SignInLink, now: dt.datetime) -> bool:
    """Whether a link still works."""
    return link.used_at is None and now < link.asked_at + LINK_LIFETIME


def _link_of(token: str, *, secret: str, now: dt.datetime) -> SignInLink:
    parts = LINKS.read_token(token, secret=secret)
    link = db.session.get(SignInLink, parts.identity) if parts else None
    if link is None:
        raise Gone(N_("This link no longer works. Ask for a new one on the sign-in page."))
    if not is_open(link, now) or not policy_of(link.user_id).allows_link:
        raise Gone(N_("This link has been used or has expired. Ask for a new one on the sign-in page."))
    return link
