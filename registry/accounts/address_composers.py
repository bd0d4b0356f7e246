"""Writing about a change of address: to the new one with the link, to the old one with the news."""

from flask import current_app

from registry.accounts import profile
from registry.accounts.models import User
from registry.extensions import db
from registry.outbox.composing import Letter, NothingToSay, address, composer, letter
from registry.outbox.models import Message


@composer(profile.CONFIRM_ADDRESS)
def confirm_address(message: Message) -> Letter:
    """The link, made only now, that proves the new mailbox."""
    user, wanted = db.session.get_one(User, message.params["user"]), message.params["address"]
    if user.email == wanted:
        raise NothingToSay
    token = profile.address_token(user, wanted, secret=str(current_app.secret_key))
    return letter("accounts/confirm_address", person=user.name, link=address("profile.confirm", token=token))


@composer(profile.ADDRESS_CHANGED)
def address_changed(message: Message) -> Letter:
    """The news to the old mailbox, without the new address."""
    user = db.session.get_one(User, message.params["user"])
    return letter("accounts/address_changed", person=user.name)
