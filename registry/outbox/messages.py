"""Kinds of messages: posted with the change they report, and composed when they are sent."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NotRequired, TypedDict, Unpack

from flask import current_app, render_template, url_for
from flask_babel import force_locale

from registry import settings
from registry.database.session import db
from registry.outbox.models import Message
from registry.outbox.queries import is_posted
from registry.outbox.rules.messages import Fate
from registry.outbox.rules.reach import Person, Reach, Whom


@dataclass(frozen=True)
class Attachment:
    """A file attached to a message."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class Contact:
    """A person with an e-mail address."""

    name: str
    address: str


@dataclass(frozen=True)
class Recipient(Contact):
    """A person to write to, and their language."""

    language: str


@dataclass(frozen=True)
class Letter:
    """A composed message: subject line, plain text, and attachments."""

    subject: str
    text: str
    attachments: Sequence[Attachment] = ()
    reply_to: Contact | None = None


@dataclass(frozen=True)
class Closing:
    """The closing of a letter, and the address for answers."""

    text: str
    reply_to: Contact | None = None


@dataclass(frozen=True)
class NewLink:
    """What sends a new link to a person: an endpoint of a team, and the number of their request."""

    endpoint: str
    request_id: int


class NothingToSay(Exception):
    """The message has become pointless: it is cancelled, not sent."""


class NotReady(Exception):
    """An attached record is still being made: the message is sent when it is ready."""


class Posting(TypedDict):
    """The parameters for posting a message, apart from its recipient."""

    #: What it is about; its fate is shown there.
    subject: tuple[str, int]
    #: Ids and plain values from which it is composed; no link and no token.
    params: Mapping[str, Any]
    at: dt.datetime
    team_id: NotRequired[int]
    #: A key that only one message may have; None when the message may be repeated.
    once: NotRequired[str | None]
    #: Shown only on the page of its subject, never in the team's list of messages.
    confidential: NotRequired[bool]
    #: For whom it is meant; by default only for the person who gets it.
    meant_for: NotRequired[Sequence[Whom]]
    #: Why its recipient is left out of this mail; it is then kept, and never sent.
    left_out: NotRequired[str]


#: Hears for whom messages are posted in the present change.
_HEARS: ContextVar[Reach | None] = ContextVar("hears", default=None)
#: Whether messages are only composed to be looked at: their links open nothing.
_SHOWS: ContextVar[bool] = ContextVar("shows", default=False)
#: The page behind the links of messages that are only looked at.
NOTHING = "samples.link"


@contextmanager
def hearing() -> Iterator[Reach]:
    """Hear for whom messages are posted, and whom nobody could reach: what may be said of a change."""
    reach = Reach()
    before = _HEARS.set(reach)
    try:
        yield reach
    finally:
        _HEARS.reset(before)


@contextmanager
def links_open_nothing() -> Iterator[None]:
    """Compose messages to be looked at: no link in them opens anything."""
    before = _SHOWS.set(True)
    try:
        yield
    finally:
        _SHOWS.reset(before)


def mean(whom: Iterable[Whom]) -> None:
    """Say for whom the messages that are now posted are meant, whether or not anybody speaks for them."""
    if (reach := _HEARS.get()) is not None:
        reach.mean(whom)


#: The kinds of all features, by key.
MESSAGE_KINDS: dict[str, type["MessageKind"]] = {}


class MessageKind:
    """One kind of message; a subclass per kind, instantiated when a message is composed.

    The subclass's own `post` decides the recipients and the key that prevents duplicates. Only ids and plain
    values are stored; everything else is loaded when the message is sent, so that the message is true at that
    time.
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
        """The file below `mail/` with its text: the first line is the subject, the rest the body."""
        return self.key.replace(".", "/")

    def context(self) -> dict[str, Any]:
        """The values for its text.

        Raises `NothingToSay` when the message has become pointless, and `NotReady` while a record is being
        made.
        """
        raise NotImplementedError

    def attachments(self) -> Sequence[Attachment]:
        """The attached files; raises `NotReady` while one of them is being made."""
        return ()

    def address_now(self) -> str:
        """Where the same message would go today: its recipient's address may have changed since."""
        return self.message.to_address

    def new_link(self) -> "NewLink | None":
        """What sends a new link in place of the one in the message; None when the message bears none that
        still works.
        """
        return None

    def closing(self) -> Closing | None:
        """The closing, and the address for answers; None when the message should not be answered."""
        return None

    def words(self) -> Letter:
        """The composed message without its closing. Raises the same errors as `context` and `attachments`.

        Where it is only looked at, it attaches nothing: its records are not made.
        """
        text = render_template(f"mail/{self.template}.txt", **self.context())
        subject, _, body = text.lstrip().partition("\n")
        attached = () if _SHOWS.get() else self.attachments()
        return Letter(" ".join(subject.split()), body.strip() + "\n", attached)

    def letter(self) -> Letter:
        """The composed message, and the address for answers."""
        words, closing = self.words(), self.closing()
        if closing is None:
            return words
        return replace(words, text=f"{words.text}\n{closing.text}", reply_to=closing.reply_to)

    @classmethod
    def _post(cls, to: Recipient, **posting: Unpack[Posting]) -> Message | None:
        """Put a message in the outbox; None when one with the same `once` is already there, or there is no
        address.
        """
        once, (kind, identity) = posting.get("once"), posting["subject"]
        if not to.address or (once and is_posted(once)):
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
        put(message, posting["at"])
        if left_out := posting.get("left_out"):
            message.fate, message.last_answer = Fate.LEFT_OUT, left_out
        _note(message, posting.get("meant_for", ()))
        return message


def _note(message: Message, meant_for: Sequence[Whom]) -> None:
    """Note a message for whoever hears."""
    reach, account = _HEARS.get(), message.params.get("user")
    if reach is None:
        return
    person = Person(message.to_name, message.to_address, message.language, account)
    if message.fate == Fate.LEFT_OUT:
        reach.leave_out(meant_for, person)
    else:
        reach.add(meant_for, person)
        reach.messages.append(message.id)


def put(message: Message, at: dt.datetime) -> Message:
    """Put a message in the outbox; it is sent with the next due messages."""
    message.posted_at = message.due_at = at
    message.fate, message.attempts, message.last_answer = Fate.PLANNED, 0, ""
    db.session.add(message)
    db.session.flush()
    return message


def compose(message: Message) -> Letter:
    """Compose a message in its recipient's language; raises `NothingToSay` when it has become pointless."""
    if not message.to_address:  # deleted after its retention period, together with its params
        raise NothingToSay
    with force_locale(message.language):
        return MESSAGE_KINDS[message.template](message).letter()


def address(endpoint: str, **values: Any) -> str:
    """The public address of a page; in a message that is only looked at, one that opens nothing."""
    if _SHOWS.get():
        endpoint, values = NOTHING, {}
    with current_app.test_request_context(base_url=settings.public_address()):
        return url_for(endpoint, _external=True, **values)


def closing(reply_to: Contact | None, **context: Any) -> Closing:
    """Render `mail/closing.txt`, which names the person who receives answers."""
    text = render_template("mail/closing.txt", contact=reply_to, **context)
    return Closing(text=text.strip() + "\n", reply_to=reply_to)
