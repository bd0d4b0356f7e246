"""Writing to people about their own sign-in."""

import datetime as dt

from registry import clock, settings
from registry.accounts.hooks import zone_of
from registry.accounts.models import User
from registry.database.session import db
from registry.outbox.messages import Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message
from registry.security.link_tokens import LinkParts, PersonalLinks, TimedLinks
from registry.sign_in.models import SignInLink
from registry.sign_in.rules.sign_in import LINK_LIFETIME

LINK = "accounts.link"
SIGN_IN_LINKS = PersonalLinks("sign in")


def sign_in_token_of(link: SignInLink, *, secret: str) -> str:
    """What the link in the mail carries."""
    return SIGN_IN_LINKS.token_for(LinkParts(link.id, 1), secret=secret)


def is_open(link: SignInLink, now: dt.datetime) -> bool:
    """Whether a link still works."""
    return link.used_at is None and now < link.asked_at + LINK_LIFETIME


CHANGED = "accounts.changed"


WELCOMES = TimedLinks("welcome")


def welcome_token(user: User, *, secret: str) -> str:
    """What a welcome link carries: it works once, for a week."""
    return WELCOMES.token_for([user.id, user.password_generation], secret=secret)


RECOVER = "accounts.recover"
RESET_LINKS = TimedLinks("new password")


def reset_token_of(user: User, *, secret: str) -> str:
    """What the link carries: it works once, for minutes after the message left."""
    return RESET_LINKS.token_for([user.id, user.password_generation], secret=secret)


@composer(CHANGED)
def changed(message: Message) -> Letter:
    """What changed, when, and what to do if it was somebody else."""
    user = db.session.get_one(User, message.params["user"])
    return letter(
        "sign_in/changed",
        person=user.name,
        change=message.params["change"],
        at=dt.datetime.fromisoformat(message.params["at"]),
        zone=zone_of(user.id),
        page=address("account.show"),
    )


@composer(RECOVER)
def recover(message: Message) -> Letter:
    """The link with which to choose a password, made only now; none once one was chosen."""
    user = db.session.get_one(User, message.params["user"])
    is_theirs = user.email == message.to_address and not user.is_disabled
    if not is_theirs or user.password_generation != message.params["generation"]:
        raise NothingToSay
    token = reset_token_of(user, secret=settings.secret())
    return letter("sign_in/recover", person=user.name, link=address("recovery.choose", token=token))


@composer(LINK)
def link(message: Message) -> Letter:
    """The link, made only now; none once it has expired."""
    asked = db.session.get(SignInLink, message.params["link"])
    if asked is None or not is_open(asked, clock.now()):
        raise NothingToSay
    user = db.session.get_one(User, asked.user_id)
    token = sign_in_token_of(asked, secret=settings.secret())
    return letter("sign_in/link", person=user.name, link=address("sign_in.by_link", token=token))
