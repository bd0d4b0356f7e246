"""Messages to people with an account, in their language."""

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

from registry import settings
from registry.accounts.models import User
from registry.database.session import db
from registry.outbox.messages import MessageKind, NothingToSay, Recipient, address
from registry.security.link_tokens import TimedLinks

LINKS = TimedLinks("new address")
#: How long the link to a new address is valid.
ADDRESS_LIFETIME = dt.timedelta(days=1)


def address_token(user: User, address: str, *, secret: str) -> str:
    """The token in the link to a new address: valid for a day, and only while the account still has its
    present address.
    """
    return LINKS.token_for([user.id, digest_of(user.email), address], secret=secret)


def digest_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def mailbox_of(user: User) -> Recipient:
    """The recipient for messages to a person."""
    return Recipient(user.name, user.email, user.language)


class ConfirmAddress(MessageKind):
    """The link that proves a new mailbox, made only when the message is sent."""

    key = "accounts.confirm_address"

    @classmethod
    def post(cls, user: User, address: str, at: dt.datetime) -> None:
        """Send the link to the new address."""
        cls._post(
            replace(mailbox_of(user), address=address),
            subject=("user", user.id),
            params={"user": user.id, "address": address},
            at=at,
            confidential=True,
        )

    def context(self) -> dict[str, Any]:
        """The link. Raises `NothingToSay` once the account has the new address."""
        user, wanted = db.session.get_one(User, self.params["user"]), self.params["address"]
        if user.email == wanted:
            raise NothingToSay
        token = address_token(user, wanted, secret=settings.secret())
        return {"person": user.name, "link": address("profile.confirm", token=token)}


class AddressChanged(MessageKind):
    """The notice to the old mailbox about a change of address; it does not name the new one."""

    key = "accounts.address_changed"

    @classmethod
    def post(cls, user: User, before: str, at: dt.datetime) -> None:
        """Send the notice to the former address."""
        cls._post(
            replace(mailbox_of(user), address=before),
            subject=("user", user.id),
            params={"user": user.id},
            at=at,
            confidential=True,
        )

    def context(self) -> dict[str, Any]:
        """The person and the former address."""
        return {"person": db.session.get_one(User, self.params["user"]).name}
