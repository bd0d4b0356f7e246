"""Sending what is due."""

import logging
import smtplib

from flask import current_app

from registry import clock
from registry.extensions import db
from registry.jobs.schedule import task
from registry.outbox import mailing, services
from registry.outbox.composing import NothingToSay, NotReady, compose
from registry.outbox.models import Message
from registry.outbox.rules import Fate
from registry.transactions import unit_of_work


@task(services.SEND, every=60)
def send_due() -> None:
    """Send every message that is due, one claim at a time; safe to run twice at once."""
    settings: mailing.MailSettings = current_app.config["REGISTRY_MAIL"]
    if not settings.host:
        if current_app.config["REGISTRY_MODE"] == "demo":
            _deliver_to_demo_outbox()
        return
    while (message_id := _claim()) is not None:
        _send(message_id, settings)


def _claim() -> int | None:
    with unit_of_work():
        message = services.claim_due(clock.now())
        return message.id if message else None


def _send(message_id: int, settings: mailing.MailSettings) -> None:
    message = db.session.get_one(Message, message_id)
    try:
        letter = compose(message)
        mail = mailing.build(
            letter,
            to_name=message.to_name,
            to_address=message.to_address,
            sender=settings.sender,
            at=clock.now(),
        )
        with mailing.connection(settings) as server:
            answer = mailing.deliver(mail, server)
    except NothingToSay:
        with unit_of_work():
            message.fate, message.leased_until = Fate.CANCELLED.value, None
    except NotReady:
        with unit_of_work():
            services.note_not_ready(message, now=clock.now())
    except mailing.RefusedForGood as error:
        with unit_of_work():
            services.note_refused(message, answer=str(error))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _try_later(message, error)
    except Exception as error:  # a letter that cannot be written must not keep the others from leaving
        logging.getLogger("registry").exception("message %s could not be written", message_id)
        _try_later(message, error)
    else:
        with unit_of_work():
            services.note_sent(message, answer=answer, now=clock.now())


def _try_later(message: Message, error: Exception) -> None:
    with unit_of_work():
        services.note_failed(message, answer=f"{type(error).__name__}: {error}", now=clock.now())


def _deliver_to_demo_outbox() -> None:
    """Without a mail server the demo shows its messages on a page; they count as sent."""
    while (message_id := _claim()) is not None:
        message = db.session.get_one(Message, message_id)
        with unit_of_work():
            services.note_sent(message, answer="shown on the demo's outbox page", now=clock.now())
