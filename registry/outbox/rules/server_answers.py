"""Interprets a mail server's answers: whether the message is sent, lost, or must wait, and until when.

An answer is judged by what it is about (RFC 5321, 4.2; RFC 3463). Only answers about the mailbox or about
this message are final. Answers about the sender, the relay, the sign-in or a limit say nothing about the
message: it waits until the cause is mended.
"""

import enum
import re


class Stage(enum.StrEnum):
    """The step of the conversation that the server answered."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Verdict(enum.StrEnum):
    """What happens to a message after an answer."""

    SENT = "sent"  #: the server has it
    REFUSED = "refused"  #: permanently, for this mailbox or this message
    LATER = "later"  #: temporarily, for this mailbox or message: retried a few times
    KEPT = "kept"  #: another problem, perhaps only with this recipient: the next messages are tried
    STOPPED = "stopped"  #: a problem that every message would meet: the run ends
    UNREACHABLE = "unreachable"  #: no connection, so the message itself was not judged


PERMANENT = 500
CLOSING, NO_ROOM, TOO_LARGE = 421, 452, 552
#: Sign-in or encryption is required, or has failed.
SET_UP = frozenset({523, 524, 525, 530, 534, 535, 538})
#: The server did not understand the command, or does not support it.
NOT_UNDERSTOOD = frozenset({500, 501, 502, 503, 504})
#: Without further details: the mailbox does not exist or accepts no mail (RFC 5321, RFC 7504).
NO_MAILBOX = frozenset({521, 550, 551, 552, 553, 556})

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
RELAY = re.compile(
    r"relay|authenticat|not authori[sz]ed|client host|helo|\bsender\b|\bspf\b|dkim|dmarc", re.I
)
LIMIT = re.compile(
    r"(sending|daily|hourly|rate|message|user|recipients?) (limit|quota|rate)|limit exceeded|too many"
    r"|(limit|quota).{0,20}(reached|exceeded).{0,20}(day|hour|today)",
    re.I,
)
ABOUT_RECIPIENT = re.compile(r"recipient|mailbox|user unknown|unknown user|no such (user|mailbox)", re.I)
#: Among the address codes, those about the sender: RFC 3463, X.1.7 and X.1.8.
OF_SENDER = frozenset({7, 8})
#: X.4.5: mail system congestion; also used for a daily limit.
CONGESTED = (4, 5)
TOO_LARGE_FOR_SYSTEM = (3, 4)
#: X.7.20 to X.7.29: the sender's domain fails an authentication check (RFC 7372).
UNPROVEN_SENDER = range(20, 30)


def judge(stage: Stage, code: int, text: str) -> Verdict:
    """What happens to a message after the server's answer at a stage: to the sender, the recipient, or the
    content.
    """
    if code // 100 == 2:
        return Verdict.SENT
    detail = _enhanced(text)
    if code < PERMANENT:
        return _for_now(stage, code, text, detail)
    if code in SET_UP or detail == CONGESTED or (LIMIT.search(text) and detail[0] != 2):
        return Verdict.STOPPED
    if stage is Stage.SENDER:
        is_too_large = code == TOO_LARGE or detail == TOO_LARGE_FOR_SYSTEM
        return Verdict.REFUSED if is_too_large else Verdict.STOPPED
    if code in NOT_UNDERSTOOD:
        return Verdict.KEPT
    return _to_mailbox(code, text, detail) if stage is Stage.RECIPIENT else _of_content(text, detail)


def _for_now(stage: Stage, code: int, text: str, detail: tuple[int, int]) -> Verdict:
    """Judge a temporary failure: a few retries for the mailbox or message, unlimited waiting for the
    server.
    """
    subject, _ = detail
    is_of_server = code in (CLOSING, NO_ROOM) if subject == 0 else subject in (3, 5)
    if stage is Stage.SENDER or code == CLOSING or is_of_server or detail == CONGESTED or LIMIT.search(text):
        return Verdict.STOPPED
    return Verdict.LATER


def _to_mailbox(code: int, text: str, detail: tuple[int, int]) -> Verdict:
    subject, number = detail
    if subject == 1:
        return Verdict.KEPT if number in OF_SENDER else Verdict.REFUSED
    if subject in (2, 4, 6) or detail == TOO_LARGE_FOR_SYSTEM:
        return Verdict.REFUSED
    if RELAY.search(text):
        return Verdict.KEPT
    if ABOUT_RECIPIENT.search(text) or (subject == 0 and code in NO_MAILBOX):
        return Verdict.REFUSED
    return Verdict.KEPT


def _of_content(text: str, detail: tuple[int, int]) -> Verdict:
    subject, number = detail
    is_of_sender = (subject == 1 and number in OF_SENDER) or (
        subject in (0, 7) and (number in UNPROVEN_SENDER or RELAY.search(text))
    )
    return Verdict.KEPT if is_of_sender or (subject == 3 and number != 4) else Verdict.REFUSED


def _enhanced(text: str) -> tuple[int, int]:
    """The last two numbers of an enhanced status code, or (0, 0)."""
    match = ENHANCED.search(text)
    return (int(match[2]), int(match[3])) if match else (0, 0)
