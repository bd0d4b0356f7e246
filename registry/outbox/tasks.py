"""Sends due messages."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from registry import clock, settings
from registry.database import leases
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.jobs.schedule import STOPPING, Lane, task
from registry.outbox import queries as outbox_queries
from registry.outbox.messages import Contact, NothingToSay, NotReady, compose
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from registry.outbox.rules.server_answers import Verdict
from registry.outbox.services import mail as mail_services
from registry.outbox.services import messages, pauses
from registry.outbox.services.conversations import Answer, Conversation, MailSettings
from registry.outbox.services.mail import Mail

#: Seconds after which a run takes no further message; the next run opens a new connection.
LONGEST_RUN = 600.0
#: After this many failures in a row, the cause is probably general: sending is paused.
MOST_IN_VAIN = 3

#: Verdicts about one message, from a server that accepts mail.
SPOKE_OF_IT = frozenset({Verdict.SENT, Verdict.REFUSED, Verdict.LATER})

NOT_KNOWN = N_("The server went silent before it said whether it has the message: it is handed over again.")


@task(messages.SEND, every=60, lane=Lane.MAIL)
def send_due() -> None:
    """Send every due message, one at a time; safe to run twice at once."""
    mail: MailSettings = settings.setting("REGISTRY_MAIL")
    if not settings.sends_mail():
        if settings.is_demonstration():
            _deliver_to_demo_outbox()
    elif not outbox_queries.is_paused(clock.now()):
        with Conversation(mail) as server:
            _Run(server, mail).go()


@dataclass
class _Run:
    """One run over all due messages, with one conversation."""

    server: Conversation
    settings: MailSettings
    in_vain: int = 0

    def go(self) -> None:
        """Send until nothing is due, the time is over, or the server accepts nothing more."""
        until = time.monotonic() + LONGEST_RUN
        while time.monotonic() < until and not STOPPING.is_set():
            message_id = _claim()
            if message_id is None or not self._send(message_id):
                return

    def _send(self, message_id: int) -> bool:
        """Send one message; returns whether to continue with the next."""
        mail = _written(message_id, self.settings)
        if mail is None:
            return True
        db.session.rollback()  # no transaction must be open while we wait for the server
        answer = self.server.hand_over(mail)
        self.in_vain = self.in_vain + 1 if answer.verdict is Verdict.KEPT or answer.is_unclear else 0
        goes_on = answer.verdict not in (Verdict.STOPPED, Verdict.UNREACHABLE) and self.in_vain < MOST_IN_VAIN
        with unit_of_work():
            _note(db.session.get_one(Message, message_id), answer)
            if not goes_on:
                pauses.pause(answer=answer.words, now=clock.now())
        return goes_on


def _note(message: Message, answer: Answer) -> None:
    """Store the outcome of a message."""
    now, text = clock.now(), answer.words
    if answer.verdict in SPOKE_OF_IT and not answer.is_unclear:
        pauses.resume()
    if answer.is_unclear:
        messages.note_failed(message, answer=NOT_KNOWN, now=now)
    elif answer.verdict is Verdict.SENT:
        messages.note_sent(message, answer=text, now=now)
    elif answer.verdict is Verdict.REFUSED:
        messages.note_refused(message, answer=text)
    elif answer.verdict is Verdict.LATER:
        messages.note_failed(message, answer=text, now=now)
    elif answer.verdict is Verdict.UNREACHABLE:
        leases.release(Message, Message.id == message.id)
    else:
        messages.note_kept(message, answer=text, now=now)


def _claim() -> int | None:
    with unit_of_work():
        return messages.claim_due(clock.now())


def _written(message_id: int, settings: MailSettings) -> Mail | None:
    """A message ready to hand over; None when there is nothing to send now (the reason is stored)."""
    message = db.session.get_one(Message, message_id)
    try:
        return mail_services.build(
            compose(message),
            to=Contact(message.to_name, message.to_address),
            sender=Contact(settings.sender_name, settings.sender),
            message_id=message.message_id,
            at=clock.now(),
        )
    except NothingToSay:
        with _settled(message_id) as mail:
            mail.fate, mail.leased_until = Fate.CANCELLED, None
    except NotReady:
        with _settled(message_id) as mail:
            messages.note_not_ready(mail, now=clock.now())
    except Exception as error:  # a message that cannot be composed must not delay the others
        logging.getLogger("registry").exception("message %s could not be written", message_id)
        with _settled(message_id) as mail:
            messages.note_failed(mail, answer=f"{type(error).__name__}: {error}", now=clock.now())
    return None


@contextmanager
def _settled(message_id: int) -> Iterator[Message]:
    with unit_of_work():
        yield db.session.get_one(Message, message_id)


def _deliver_to_demo_outbox() -> None:
    """Without a mail server, the demonstration shows its messages on a page; they count as sent."""
    while (message_id := _claim()) is not None:
        with _settled(message_id) as message:
            messages.note_sent(message, answer="shown on the demo's outbox page", now=clock.now())
