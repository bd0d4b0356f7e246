"""Writing a message's text at the moment it is sent; each feature brings composers for its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import force_locale

from registry import settings
from registry.outbox.models import Message


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class Contact:
    """A person with a mailbox."""

    name: str
    address: str


@dataclass(frozen=True)
class Letter:
    """A message ready to send: subject line, plain text, and files."""

    subject: str
    text: str
    attachments: Sequence[Attachment] = ()
    #: Whoever has its link comes into an account: nobody is to answer it, and quote that.
    opens_account: bool = False
    reply_to: Contact | None = None


@dataclass(frozen=True)
class Closing:
    """What a letter ends with, and whom an answer to it reaches."""

    text: str
    reply_to: Contact | None = None


class NothingToSay(Exception):
    """What the message was about has ended; it is cancelled, not sent."""


class NotReady(Exception):
    """A record that goes with it is still being made; it is sent as soon as that is there."""


Composer = Callable[[Message], Letter]
_COMPOSERS: dict[str, Composer] = {}

#: Writes what a message of a team ends with; is told whether its link opens an account.
Closer = Callable[[Message, bool], Closing]
_CLOSERS: dict[str, Closer] = {}
#: The closer of the features that have none of their own.
ANY_FEATURE = ""


def composer(template: str) -> Callable[[Composer], Composer]:
    """Register the function that writes messages of one template."""

    def register(function: Composer) -> Composer:
        _COMPOSERS[template] = function
        return function

    return register


def closer(feature: str) -> Callable[[Closer], Closer]:
    """Register the function that closes the letters of a team, of one feature or of any."""

    def register(function: Closer) -> Closer:
        _CLOSERS[feature] = function
        return function

    return register


def compose(message: Message) -> Letter:
    """Write a message in its reader's language; raises `NothingToSay` when it has lost its object.

    Every message of a team says who coordinates it, and an answer goes there.
    """
    if not message.to_address:  # removed when its time was over, and its params with it
        raise NothingToSay
    with force_locale(message.language):
        written = _COMPOSERS[message.template](message)
        return _closed(written, message) if message.team_id is not None else written


def _closed(written: Letter, message: Message) -> Letter:
    feature = message.template.partition(".")[0]
    close = _CLOSERS.get(feature) or _CLOSERS[ANY_FEATURE]
    closing = close(message, written.opens_account)
    return replace(written, text=f"{written.text}\n{closing.text}", reply_to=closing.reply_to)


def address(endpoint: str, **values: Any) -> str:
    """A page's whole address, as the outside knows it."""
    with current_app.test_request_context(base_url=settings.public_address()):
        return url_for(endpoint, _external=True, **values)


def letter(
    template: str, *, attachments: Sequence[Attachment] = (), opens_account: bool = False, **context: Any
) -> Letter:
    """Render `mail/<template>.txt`: its first line is the subject, the rest the text."""
    text = render_template(f"mail/{template}.txt", **context)
    subject, _, body = text.lstrip().partition("\n")
    return Letter(
        subject=" ".join(subject.split()),
        text=body.strip() + "\n",
        attachments=attachments,
        opens_account=opens_account,
    )


def closing(reply_to: Contact | None, **context: Any) -> Closing:
    """Render `mail/closing.txt`, which names whom an answer reaches."""
    text = render_template("mail/closing.txt", contact=reply_to, **context)
    return Closing(text=text.strip() + "\n", reply_to=reply_to)
