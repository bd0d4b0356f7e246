"""The conversation with the mail server: one connection for many messages, and a time limit for every wait.

A message is sent when its content was answered with 250, even if the connection fails afterwards. One thing
cannot be known: whether a server that became silent before that answer has accepted the message. Then the
message is transmitted again with the same Message-ID, by which receivers recognize duplicates.
"""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from registry.errors import N_
from registry.outbox.rules.server_answers import CLOSING, Stage, Verdict, judge
from registry.outbox.services.mail import Mail

#: Seconds to wait for a connection and for each whole answer, however slowly it arrives.
TIMEOUT = 20.0
#: Seconds to transmit the content, and again to wait for its answer: servers scan for viruses meanwhile.
CONTENT_TIMEOUT = 60.0

GO_AHEAD = 354
#: Errors that end a conversation: of the network, of the server, or a value that cannot be sent (a password
#: with accents).
BROKEN = (OSError, smtplib.SMTPException, ValueError)
NO_SMTPUTF8 = N_(
    "The mail server takes only addresses whose part before the @ is in plain letters (no SMTPUTF8)."
)


class MailSettings(Protocol):
    """The settings of the server; see `config.Mail`."""

    @property
    def host(self) -> str | None: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str | None: ...
    @property
    def password(self) -> str | None: ...
    @property
    def security(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def sender_name(self) -> str: ...


@dataclass(frozen=True)
class Answer:
    """The result of handing over a message, in the words of the server or the network."""

    verdict: Verdict
    words: str
    #: Whether the content was sent without an answer: the server may have accepted it or not.
    is_unclear: bool = False


class _Punctual(smtplib.SMTP):
    """An SMTP client with one time limit for each whole answer, not for each part of it."""

    #: Seconds for the next answer.
    patience = TIMEOUT
    _is_cut = False

    def getreply(self) -> tuple[int, bytes]:
        """The next answer; the connection is closed when it does not come in time."""
        alarm = threading.Timer(self.patience, self._cut)
        alarm.daemon = True
        alarm.start()
        try:
            answer = super().getreply()
        finally:
            alarm.cancel()
        if self._is_cut:  # only the beginning of an answer arrived
            raise smtplib.SMTPServerDisconnected("No whole answer came in time")
        return answer

    def _cut(self) -> None:
        self._is_cut = True
        with contextlib.suppress(OSError, AttributeError):  # it may be closed already
            self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


class _PunctualTls(_Punctual, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class Conversation:
    """A connection to one server for all messages: opened with the first, reopened when it breaks."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._line: _Punctual | None = None
        self._content_is_out = False

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def hand_over(self, mail: Mail) -> Answer:
        """Hand one message to the server; every outcome is returned as an answer."""
        is_used = self._line is not None
        answer = self._try(mail)
        if is_used and self._line is None and answer.verdict is Verdict.STOPPED:
            answer = self._try(mail)  # servers end a conversation after a number of messages or some time
        return answer

    def _try(self, mail: Mail) -> Answer:
        self._content_is_out = False
        try:
            line = self._line = self._line or _connect(self._settings)
        except BROKEN as error:
            return Answer(Verdict.UNREACHABLE, _said(error))
        try:
            return self._say(line, mail)
        except BROKEN as error:
            self._line = None
            line.close()
            if self._content_is_out:
                return Answer(Verdict.LATER, _said(error), is_unclear=True)
            return Answer(Verdict.STOPPED, _said(error))

    def _say(self, line: _Punctual, mail: Mail) -> Answer:
        if mail.needs_utf8 and not line.has_extn("smtputf8"):
            return Answer(Verdict.REFUSED, NO_SMTPUTF8)
        said: tuple[tuple[Stage, Callable[[], tuple[int, bytes]]], ...] = (
            (Stage.SENDER, lambda: line.mail(mail.sender, _options(line, mail))),
            (Stage.RECIPIENT, lambda: line.rcpt(mail.recipient)),
            (Stage.CONTENT, lambda: self._content(line, mail)),
        )
        for stage, say in said:
            code, words = say()
            answer = _answer(stage, code, words)
            if answer.verdict is not Verdict.SENT:
                self._after_no(line, code)
                return answer
        return answer

    def _content(self, line: _Punctual, mail: Mail) -> tuple[int, bytes]:
        code, answer = line.docmd("DATA")
        if code != GO_AHEAD:
            return (code, answer) if code // 100 != 2 else (-1, answer)
        assert line.sock is not None
        with _patience(line, CONTENT_TIMEOUT):
            self._content_is_out = True
            line.send(mail.on_the_wire())
            code, answer = line.getreply()
        self._content_is_out = False
        return code, answer

    def _after_no(self, line: _Punctual, code: int) -> None:
        """After a refusal, reset the connection, or drop it when the server hangs up."""
        if code == CLOSING:
            self._line = None
            line.close()
            return
        try:
            line.rset()
        except BROKEN:
            self._line = None
            line.close()

    def _end(self) -> None:
        """Say QUIT; its answer does not matter."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(*BROKEN):
                line.quit()
            line.close()


def _connect(settings: MailSettings) -> _Punctual:
    """Open a connection that can take messages; raises OSError or SMTPException when it cannot be opened."""
    assert settings.host
    context = ssl.create_default_context()
    options: dict[str, Any] = {"context": context} if settings.security == "tls" else {}
    kind = _PunctualTls if settings.security == "tls" else _Punctual
    line = kind(settings.host, settings.port, timeout=TIMEOUT, **options)
    line.patience = TIMEOUT
    try:
        line.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            line.starttls(context=context)
        if settings.user:
            line.login(settings.user, settings.password or "")
    except BaseException:
        line.close()
        raise
    return line


def _options(line: _Punctual, mail: Mail) -> list[str]:
    options = [f"size={len(mail.content)}"] if line.has_extn("size") else []
    return [*options, "SMTPUTF8", "BODY=8BITMIME"] if mail.needs_utf8 else options


@contextlib.contextmanager
def _patience(line: _Punctual, seconds: float) -> Iterator[None]:
    """Use a longer time limit for a while."""
    assert line.sock is not None
    before = line.patience
    line.patience = seconds
    line.sock.settimeout(seconds)
    try:
        yield
    finally:
        line.patience = before
        if line.sock is not None:
            line.sock.settimeout(TIMEOUT)


def _answer(stage: Stage, code: int, message: bytes) -> Answer:
    text = " ".join(message.decode(errors="replace").split())
    verdict = judge(stage, code, text)
    return Answer(verdict, "accepted" if verdict is Verdict.SENT else f"{code} {text}")


def _said(error: Exception) -> str:
    """The message of an error, with the server's own words if any."""
    if isinstance(error, smtplib.SMTPResponseException):
        message = error.smtp_error
        text = message.decode(errors="replace") if isinstance(message, bytes) else str(message)
        return f"{error.smtp_code} {' '.join(text.split())}"
    return f"{type(error).__name__}: {error}"
