"""Writing a message's text at the moment it is sent; each feature brings composers for its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import force_locale

from registry.outbox.models import Message


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A message ready to send: subject line, plain text, and files."""

    subject: str
    text: str
    attachments: Sequence[Attachment] = ()


class NothingToSay(Exception):
    """What the message was about has ended; it is cancelled, not sent."""


class NotReady(Exception):
    """A record that goes with it is still being made; it is sent as soon as that is there."""


Composer = Callable[[Message], Letter]
_COMPOSERS: dict[str, Composer] = {}


def composer(template: str) -> Callable[[Composer], Composer]:
    """Register the function that writes messages of one template."""

    def register(function: Composer) -> Composer:
        _COMPOSERS[template] = function
        return function

    return register


def compose(message: Message) -> Letter:
    """Write a message in its reader's language; raises `NothingToSay` when it has lost its object."""
    if not message.to_address:  # removed when its time was over, and its params with it
        raise NothingToSay
    with force_locale(message.language):
        return _COMPOSERS[message.template](message)


def address(endpoint: str, **values: Any) -> str:
    """A page's whole address, as the outside knows it."""
    with current_app.test_request_context(base_url=current_app.config["REGISTRY_PUBLIC_ADDRESS"]):
        return url_for(endpoint, _external=True, **values)


def letter(template: str, *, attachments: Sequence[Attachment] = (), **context: Any) -> Letter:
    """Render `mail/<template>.txt`: its first line is the subject, the rest the text."""
    text = render_template(f"mail/{template}.txt", **context)
    subject, _, body = text.lstrip().partition("\n")
    return Letter(subject=" ".join(subject.split()), text=body.strip() + "\n", attachments=attachments)
