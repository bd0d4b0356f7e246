"""Kinds of messages: each is posted with the change it tells of, and written at the moment it leaves."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NotRequired, TypedDict, Unpack

from flask import current_app, render_template, url_for
from flask_babel import force_locale

from registry import settings
from registry.database.session import db
from registry.outbox.models import Message
from registry.outbox.queries import is_posted
from registry.outbox.rules.messages import Fate


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
class Recipient(Contact):
    """A person to write to, in their language."""

    language: str


@dataclass(frozen=True)
class Letter:
    """A message ready to send: subject line, plain text, and files."""

    subject: str
    text: str
    attachments: Sequence[Attachment] = ()
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


class Posting(TypedDict):
    """What a message is posted with, but for whom it goes to."""

    #: What it is about, to show its fate there.
    subject: tuple[str, int]
    #: Ids and plain values with which it is written; no link and no token.
    params: Mapping[str, Any]
    at: dt.datetime
    team_id: NotRequired[int]
    #: The key that no second message may have; none where repeating is right.
    once: NotRequired[str | None]
    #: Shown only beside what it is about, never in the team's list of messages.
    confidential: NotRequired[bool]


#: By key, of all features.
MESSAGE_KINDS: dict[str, type["MessageKind"]] = {}


class MessageKind:
    """One kind of message; a subclass a kind, made for a message when that is written.

    Its own `post` says to whom it goes, and by which key only once. Ids and plain values are kept of it; all
    else is looked up when it leaves, so that it says what is true by then.
    """

    #: Stored with each message, and never renamed.
    key: ClassVar[str]

    def __init_subclass__(cls) -> None:
        if "key" in vars(cls):
            MESSAGE_KINDS[cls.key] = cls

    def __init__(self, message: Message) -> None:
        self.message = message
        self.params = message.params

    @property
    def template(self) -> str:
        """The file below `mail/` with its words: the first line is the subject, the rest the text."""
        return self.key.replace(".", "/")

    def context(self) -> dict[str, Any]:
        """What its words are filled with.

        Raises `NothingToSay` when what it is about has ended, and `NotReady` while a record is being made.
        """
        raise NotImplementedError

    def attachments(self) -> Sequence[Attachment]:
        """The files that go with it; raises `NotReady` while one of them is being made."""
        return ()

    def closing(self) -> Closing | None:
        """What it ends with, and whom an answer reaches; None where nobody is to answer."""
        return None

    def words(self) -> Letter:
        """What it says now, without its closing. Raises what `context` and `attachments` raise."""
        text = render_template(f"mail/{self.template}.txt", **self.context())
        subject, _, body = text.lstrip().partition("\n")
        return Letter(" ".join(subject.split()), body.strip() + "\n", self.attachments())

    def letter(self) -> Letter:
        """What it says now, and whom an answer reaches."""
        words, closing = self.words(), self.closing()
        if closing is None:
            return words
        return replace(words, text=f"{words.text}\n{closing.text}", reply_to=closing.reply_to)

    @classmethod
    def _post(cls, to: Recipient, **posting: Unpack[Posting]) -> Message | None:
        """Put one in the outbox; None when one with the same `once` is there already."""
        once, (kind, identity) = posting.get("once"), posting["subject"]
        if once and is_posted(once):
            return None
        message = Message(
            template=cls.key,
            to_address=to.address,
            to_name=to.name,
            language=to.language,
            subject=f"{kind}:{identity}",
            params=dict(posting["params"]),
            team_id=posting.get("team_id"),
            dedupe_key=once,
            confidential=posting.get("confidential", False),
        )
        return put(message, posting["at"])


def put(message: Message, at: dt.datetime) -> Message:
    """Put a message in the outbox: it leaves as soon as somebody sends what is due."""
    message.posted_at = message.due_at = at
    message.fate, message.attempts, message.last_answer = Fate.PLANNED, 0, ""
    db.session.add(message)
    db.session.flush()
    return message


def compose(message: Message) -> Letter:
    """Write a message in its reader's language; raises `NothingToSay` when it has lost its object."""
    if not message.to_address:  # removed when its time was over, and its params with it
        raise NothingToSay
    with force_locale(message.language):
        return MESSAGE_KINDS[message.template](message).letter()


def address(endpoint: str, **values: Any) -> str:
    """A page's whole address, as the outside knows it."""
    with current_app.test_request_context(base_url=settings.public_address()):
        return url_for(endpoint, _external=True, **values)


def closing(reply_to: Contact | None, **context: Any) -> Closing:
    """Render `mail/closing.txt`, which names whom an answer reaches."""
    text = render_template("mail/closing.txt", contact=reply_to, **context)
    return Closing(text=text.strip() + "\n", reply_to=reply_to)
