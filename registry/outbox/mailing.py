"""Handing letters to the mail server."""

import datetime as dt
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Protocol

from registry.outbox.composing import Letter

#: Seconds to wait for the server before the try counts as failed.
TIMEOUT = 20


class MailSettings(Protocol):
    """What is known of the server; see `config.Mail`."""

    host: str | None
    port: int
    user: str | None
    password: str | None
    security: str
    sender: str


class RefusedForGood(Exception):
    """The server answered that it will never take this message (5xx)."""


def build(letter: Letter, *, to_name: str, to_address: str, sender: str, at: dt.datetime) -> EmailMessage:
    """An e-mail, in which what somebody typed adds no header."""
    message = EmailMessage()
    message["Subject"] = _one_line(letter.subject)
    message["From"] = Address(display_name="Partnership Registry", addr_spec=sender)
    message["To"] = Address(display_name=_one_line(to_name), addr_spec=to_address)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for attachment in letter.attachments:
        main, _, sub = attachment.mime_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message


def _one_line(text: str) -> str:
    """A text without breaks, and without what reads as an encoded word: that is decoded, breaks and all."""
    return " ".join(text.replace("=?", "= ?").split())


@contextmanager
def connection(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """A conversation with the mail server; raises OSError or SMTPException when it cannot be had."""
    assert settings.host
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
    with server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password or "")
        yield server


def deliver(message: EmailMessage, server: smtplib.SMTP) -> str:
    """Hand one e-mail over; returns the answer, raises `RefusedForGood` or another SMTPException."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _judged(code, answer, error) from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error, error) from error
    return "accepted"


def _judged(code: int, answer: bytes | str, error: smtplib.SMTPException) -> Exception:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    if code >= 500:
        return RefusedForGood(f"{code} {words}")
    return error
