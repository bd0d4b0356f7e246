"""A letter as an e-mail: headers, envelope, and the bytes that are transmitted."""

import datetime as dt
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from registry.outbox.messages import Contact, Letter
from registry.text import ascii_domain, email_address

#: A line that begins with a full stop would end the message, so the full stop is doubled (RFC 5321, 4.5.2).
FULL_STOP = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class Mail:
    """One message as it is given to the server."""

    sender: str
    recipient: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether the local part of an address has characters that need SMTPUTF8."""
        return not self.recipient.isascii()

    def on_the_wire(self) -> bytes:
        """The content with its end marker."""
        end = b"" if self.content.endswith(b"\r\n") else b"\r\n"
        return FULL_STOP.sub(b"..", self.content) + end + b".\r\n"


def build(letter: Letter, *, to: Contact, sender: Contact, message_id: str, at: dt.datetime) -> Mail:
    """Build an e-mail; typed text can add no headers. Raises ValueError for an invalid address."""
    to = Contact(to.name, email_address(to.address) or to.address)  # stored before addresses were cleaned
    envelope_to = plain_domain(to.address)
    if any(sign.isspace() for sign in envelope_to):
        raise ValueError(f"{to.address!r} is no address")
    policy = (SMTP if envelope_to.isascii() else SMTPUTF8).clone(cte_type="7bit")
    message = EmailMessage(policy=policy)
    message["Subject"] = _one_line(letter.subject)
    message["From"] = _address(sender)
    message["To"] = _address(to)
    if letter.reply_to:
        message["Reply-To"] = _address(letter.reply_to)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for attachment in letter.attachments:
        main, _, sub = attachment.mime_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return Mail(plain_domain(sender.address), envelope_to, message.as_bytes())


def plain_domain(address: str) -> str:
    """An address with its domain in ASCII: élan.example becomes xn--lan-9la.example."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}" if local else address


def _address(contact: Contact) -> Address:
    spec = plain_domain(contact.address)
    if spec.isascii():
        return Address(display_name=_one_line(contact.name), addr_spec=spec)
    local, _, domain = spec.rpartition("@")
    return Address(display_name=_one_line(contact.name), username=_one_line(local), domain=domain)


def _one_line(text: str) -> str:
    """Text without line breaks and without encoded words, which could decode to line breaks."""
    return " ".join(text.replace("=?", "= ?").split())
