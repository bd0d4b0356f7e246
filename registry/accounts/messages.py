"""Messages to people with an account, in their language."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from registry import settings
from registry.accounts.models import User
from registry.database.session import db
from registry.outbox.messages import Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message
from registry.outbox.services import messages
from registry.security.link_tokens import TimedLinks

LINKS = TimedLinks("new address")
#: How long the link to a new address lives.
ADDRESS_LIFETIME = dt.timedelta(days=1)

CONFIRM_ADDRESS = "accounts.confirm_address"
ADDRESS_CHANGED = "accounts.address_changed"


def address_token(user: User, address: str, *, secret: str) -> str:
    """What the link to a new address carries: it works for a day, and while the present address stays."""
    return LINKS.token_for([user.id, digest_of(user.email), address], secret=secret)


def digest_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


@composer(CONFIRM_ADDRESS)
def confirm_address(message: Message) -> Letter:
    """The link, made only now, that proves the new mailbox."""
    user, wanted = db.session.get_one(User, message.params["user"]), message.params["address"]
    if user.email == wanted:
        raise NothingToSay
    token = address_token(user, wanted, secret=settings.secret())
    return letter("accounts/confirm_address", person=user.name, link=address("profile.confirm", token=token))


@composer(ADDRESS_CHANGED)
def address_changed(message: Message) -> Letter:
    """The news to the old mailbox, without the new address."""
    user = db.session.get_one(User, message.params["user"])
    return letter("accounts/address_changed", person=user.name)


def write_to(
    user: User,
    *,
    template: str,
    subject: tuple[str, int],
    params: Mapping[str, Any],
    team_id: int,
    now: dt.datetime,
    dedupe_key: str | None = None,
    confidential: bool = False,
) -> Message | None:
    """Put a message to a person in the outbox.

    None when one with the same `dedupe_key` is there already, or their account is disabled.
    """
    if user.is_disabled:
        return None
    return messages.post(
        template=template,
        to_address=user.email,
        to_name=user.name,
        language=user.language,
        subject=subject,
        params=params,
        team_id=team_id,
        now=now,
        dedupe_key=dedupe_key,
        confidential=confidential,
    )
