"""Messages to people about their own sign-in."""

import datetime as dt
from typing import Any

from registry import clock, settings
from registry.accounts.hooks import zone_of
from registry.accounts.messages import mailbox_of
from registry.accounts.models import User
from registry.database.session import db
from registry.outbox.messages import MessageKind, NothingToSay, address
from registry.security.link_tokens import LinkParts, PersonalLinks, TimedLinks
from registry.sign_in.models import SignInLink
from registry.sign_in.rules.sign_in import LINK_LIFETIME, Change

SIGN_IN_LINKS = PersonalLinks("sign in")


def sign_in_token_of(link: SignInLink, *, secret: str) -> str:
    """The token in the mailed link."""
    return SIGN_IN_LINKS.token_for(LinkParts(link.id, 1), secret=secret)


def is_open(link: SignInLink, now: dt.datetime) -> bool:
    """Whether a link still works."""
    return link.used_at is None and now < link.asked_at + LINK_LIFETIME


WELCOMES = TimedLinks("welcome")


def welcome_token(user: User, *, secret: str) -> str:
    """The token of a welcome link: it works once, for a week."""
    return WELCOMES.token_for([user.id, user.password_generation], secret=secret)


RESET_LINKS = TimedLinks("new password")


def reset_token_of(user: User, *, secret: str) -> str:
    """The token of a reset link: it works once, for minutes after the message was sent."""
    return RESET_LINKS.token_for([user.id, user.password_generation], secret=secret)


class SignInMessage(MessageKind):
    """A message to a person about their sign-in.

    Its key begins with `accounts`, the feature that sent it in earlier versions.
    """

    @property
    def template(self) -> str:
        """The file with its text."""
        return self.key.replace("accounts.", "sign_in/")


class Changed(SignInMessage):
    """What changed in a person's sign-in, when, and what to do if it was somebody else."""

    key = "accounts.changed"

    @classmethod
    def post(cls, user: User, change: Change, at: dt.datetime) -> None:
        """Tell the owner of an account, who may not be the person who made the change."""
        cls._post(
            mailbox_of(user),
            subject=("user", user.id),
            params={"user": user.id, "change": change.value, "at": at.isoformat()},
            at=at,
        )

    def context(self) -> dict[str, Any]:
        """The change, and the address of the page that shows it."""
        user = db.session.get_one(User, self.params["user"])
        return {
            "person": user.name,
            "change": self.params["change"],
            "at": dt.datetime.fromisoformat(self.params["at"]),
            "zone": zone_of(user.id),
            "page": address("account.show"),
        }


class Recover(SignInMessage):
    """The link for choosing a password, made only when it is sent."""

    key = "accounts.recover"

    @classmethod
    def post(cls, user: User, at: dt.datetime) -> None:
        """Send the link to a person who asked for it."""
        params = {"user": user.id, "generation": user.password_generation}
        cls._post(mailbox_of(user), subject=("user", user.id), params=params, at=at, confidential=True)

    def context(self) -> dict[str, Any]:
        """The link; raises `NothingToSay` once a password was chosen or the address has changed."""
        user = db.session.get_one(User, self.params["user"])
        is_theirs = user.email == self.message.to_address and not user.is_disabled
        if not is_theirs or user.password_generation != self.params["generation"]:
            raise NothingToSay
        token = reset_token_of(user, secret=settings.secret())
        return {"person": user.name, "link": address("recovery.choose", token=token)}


class Link(SignInMessage):
    """The link for signing in, made only when it is sent."""

    key = "accounts.link"

    @classmethod
    def post(cls, link: SignInLink, user: User, at: dt.datetime) -> None:
        """Send the link to a person who asked for it."""
        cls._post(mailbox_of(user), subject=("sign-in-link", link.id), params={"link": link.id}, at=at)

    def context(self) -> dict[str, Any]:
        """The link; raises `NothingToSay` once it was used or has expired."""
        asked = db.session.get(SignInLink, self.params["link"])
        if asked is None or not is_open(asked, clock.now()):
            raise NothingToSay
        user = db.session.get_one(User, asked.user_id)
        token = sign_in_token_of(asked, secret=settings.secret())
        return {"person": user.name, "link": address("sign_in.by_link", token=token)}
