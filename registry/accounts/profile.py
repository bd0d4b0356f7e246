"""What people change about themselves: their name, the language they are written to in, their address.

A new address counts once its mailbox has answered: a link goes to it, and the old one is told.
"""

import datetime as dt
import hashlib

from sqlalchemy.exc import IntegrityError

from registry.accounts.models import User
from registry.accounts.rules import address_key, check_name, check_person
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, Gone, RuleBroken
from registry.extensions import db
from registry.outbox import services as outbox
from registry.personal_links import TimedLinks

LINKS = TimedLinks("new address")
#: How long the link to a new address lives.
ADDRESS_LIFETIME = dt.timedelta(days=1)
LANGUAGES = ("en", "fr")

CONFIRM_ADDRESS = "accounts.confirm_address"
ADDRESS_CHANGED = "accounts.address_changed"


def change_profile(user: User, *, name: str, language: str, now: dt.datetime) -> None:
    """Change what a person is called and the language they are written to in; earlier acts stay as named."""
    check_name(name)
    if language not in LANGUAGES:
        raise RuleBroken(N_("Choose one of these."), field="language")
    user.name, user.language = name, language
    _note(Tag.ACCOUNT_CHANGED, user, now)


def ask_for_address(user: User, address: str, *, now: dt.datetime) -> None:
    """Send a link to a new address; nothing changes before it is followed."""
    address = address_key(address)
    check_person(email=address, name=user.name)
    if address == user.email:
        raise RuleBroken(N_("This is your address already."), field="email")
    outbox.post(
        template=CONFIRM_ADDRESS,
        to_address=address,
        to_name=user.name,
        language=user.language,
        subject=("user", user.id),
        params={"user": user.id, "address": address},
        now=now,
        confidential=True,
    )
    _note(Tag.ACCOUNT_ADDRESS_ASKED, user, now)


def address_token(user: User, address: str, *, secret: str) -> str:
    """What the link to a new address carries: it works for a day, and while the present address stays."""
    return LINKS.token_for([user.id, _digest(user.email), address], secret=secret)


def read_address(token: str, *, secret: str) -> tuple[User, str]:
    """Whose new address a link is for; `Gone` when it has expired, was used or was tampered with."""
    said = LINKS.read_token(token, secret=secret, lifetime=ADDRESS_LIFETIME)
    identity, before, address = said or (0, "", "")
    user = db.session.get(User, identity)
    if user is None or user.is_disabled or _digest(user.email) != before:
        raise Gone(N_("This link no longer works. Ask for the change of your address again."))
    return user, address


def confirm_address(token: str, *, secret: str, now: dt.datetime) -> User:
    """The mailbox has answered: from now on this is the address; the old one is told."""
    user, address = read_address(token, secret=secret)
    before = user.email
    try:
        with db.session.begin_nested():
            user.email = address
    except IntegrityError as error:
        raise Gone(N_("This address cannot be used: ask for the change with another one.")) from error
    outbox.post(
        template=ADDRESS_CHANGED,
        to_address=before,
        to_name=user.name,
        language=user.language,
        subject=("user", user.id),
        params={"user": user.id},
        now=now,
        confidential=True,
    )
    _note(Tag.ACCOUNT_ADDRESS_CHANGED, user, now)
    return user


def _note(tag: Tag, user: User, now: dt.datetime) -> None:
    audit.record(tag, team_id=None, actor=audit.user(user.id), at=now, subject=("user", user.id))


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]
