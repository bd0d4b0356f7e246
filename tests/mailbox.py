"""A real mail server on this machine, whose messages a test can read."""

import email.policy
import re
import socket
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


class Mailbox:
    """Takes mail for everybody, until told to refuse an address or to close."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.messages: list[EmailMessage] = []
        self._refusals: dict[str, str] = {}
        self._controller: Controller | None = None
        self.open()

    def open(self) -> None:
        """Answer on the port again."""
        self._controller = Controller(_Handler(self), hostname=HOST, port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Stop answering, as a mail server that is down; the messages stay readable."""
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None

    def refuse(self, address: str, answer: str = "550 5.1.1 no such mailbox") -> None:
        """Answer so to every later message for an address; an answer in the 400s means “not now”."""
        self._refusals[address.lower()] = answer

    def accept(self, address: str) -> None:
        """Take messages for an address again."""
        self._refusals.pop(address.lower(), None)

    def to(self, address: str) -> list[EmailMessage]:
        """The messages to an address, oldest first."""
        return [message for message in self.messages if address.lower() in str(message["To"]).lower()]

    def last(self, address: str) -> EmailMessage:
        """The newest message to an address; fails with words when there is none."""
        found = self.to(address)
        assert found, f"no message to {address}; there are: {[str(m['To']) for m in self.messages]}"
        return found[-1]

    def answer_to(self, address: str) -> str | None:
        """The refusal set for an address, if there is one."""
        return self._refusals.get(address.lower())


def text_of(message: EmailMessage) -> str:
    """What the reader reads."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def links_in(message: EmailMessage) -> list[str]:
    """The addresses in a message's text."""
    return re.findall(r"https?://[^\s<>]+", text_of(message))


def attachments_of(message: EmailMessage) -> dict[str, bytes]:
    """The files that came with a message, by name."""
    return {str(part.get_filename()): part.get_content() for part in message.iter_attachments()}


class _Handler:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(  # aiosmtpd calls it so
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self._mailbox.answer_to(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self._mailbox.messages.append(message)
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
