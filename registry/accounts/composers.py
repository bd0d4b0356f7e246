"""Writing to people about their own sign-in."""

import datetime as dt

from flask import current_app

from registry import clock
from registry.accounts import links, notices, recovering
from registry.accounts.models import SignInLink, User
from registry.accounts.zones import zone_of
from registry.extensions import db
from registry.outbox.composing import Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message


@composer(notices.CHANGED)
def changed(message: Message) -> Letter:
    """What changed, when, and what to do if it was somebody else."""
    user = db.session.get_one(User, message.params["user"])
    return letter(
        "accounts/changed",
        person=user.name,
        change=message.params["change"],
        at=dt.datetime.fromisoformat(message.params["at"]),
        zone=zone_of(user.id),
        page=address("account.show"),
    )


@composer(recovering.RECOVER)
def recover(message: Message) -> Letter:
    """The link with which to choose a password, made only now; none once one was chosen."""
    user = db.session.get_one(User, message.params["user"])
    is_theirs = user.email == message.to_address and not user.is_disabled
    if not is_theirs or user.password_generation != message.params["generation"]:
        raise NothingToSay
    token = recovering.token_of(user, secret=str(current_app.secret_key))
    return letter("accounts/recover", person=user.name, link=address("recovery.choose", token=token))


@composer(links.LINK)
def link(message: Message) -> Letter:
    """The link, made only now; none once it has expired."""
    asked = db.session.get(SignInLink, message.params["link"])
    if asked is None or not links.is_open(asked, clock.now()):
        raise NothingToSay
    user = db.session.get_one(User, asked.user_id)
    token = links.token_of(asked, secret=str(current_app.secret_key))
    return letter("accounts/link", person=user.name, link=address("sign_in.by_link", token=token))
