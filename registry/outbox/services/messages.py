"""Posts messages in the transaction of the change they report, and tracks their fate."""

import datetime as dt

import sqlalchemy as sa

from registry.audit.models import About
from registry.audit.services import events
from registry.database import leases
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.outbox.messages import MESSAGE_KINDS, put
from registry.outbox.models import Message
from registry.outbox.rules.events import MessageEvent
from registry.outbox.rules.messages import KEPT_WAIT, LOST, MOVES, NOT_READY_WAIT, Fate, next_try
from registry.security.actors import Act

#: Noted at a message whose record is still being made.
WAITS = N_("waits for its record")
#: Noted at a message that was due when a back-up was restored.
HELD = N_("held when a back-up was restored: it may have left already")
#: The task that sends due messages.
SEND = "outbox.send"


def cancel_about(subject: tuple[str, int]) -> None:
    """Cancel the unsent messages about a thing."""
    db.session.execute(
        sa.update(Message)
        .where(Message.subject == f"{subject[0]}:{subject[1]}", Message.fate == Fate.PLANNED.value)
        .values(fate=Fate.CANCELLED)
    )


def mark_bounced(message: Message, *, act: Act) -> None:
    """Record that a sent message bounced; only a person can know."""
    _move(message, Fate.BOUNCED)
    events.record(MessageEvent.BOUNCED, About(("message", message.id), message.team_id), act)


def claim_due(now: dt.datetime) -> int | None:
    """Lease the next due message that no other sender holds."""
    return leases.claim(Message, now, _is_due(now), first=[Message.due_at])


def note_sent(message: Message, *, answer: str, now: dt.datetime) -> None:
    """Record that the server accepted the message; later notes by other workers do not undo that."""
    if message.fate == Fate.SENT:
        return
    _move(message, Fate.SENT)
    message.sent_at, message.leased_until, message.last_answer = now, None, answer[:500]
    message.attempts += 1
    message.kept_since = None


def note_refused(message: Message, *, answer: str) -> None:
    """Record that the server will never accept the message."""
    if message.fate != Fate.PLANNED:
        return
    _move(message, Fate.REFUSED)
    message.leased_until, message.last_answer = None, answer[:500]
    message.attempts += 1
    message.kept_since = None


def note_kept(message: Message, *, answer: str, now: dt.datetime) -> None:
    """Record that the message waits until a cause outside it is mended; this does not count as a failed
    attempt.
    """
    if message.fate != Fate.PLANNED:
        return
    message.leased_until, message.last_answer = now + KEPT_WAIT, answer[:500]
    message.kept_since = message.kept_since or now


def note_not_ready(message: Message, *, now: dt.datetime) -> None:
    """Record that an attachment is still being made: check again in a minute.

    This does not count as a failed attempt.
    """
    message.leased_until, message.last_answer = now + NOT_READY_WAIT, WAITS


def send_waiting(subject: tuple[str, int]) -> None:
    """Release the messages about a thing that waited for the thing's record."""
    db.session.execute(
        sa.update(Message)
        .where(Message.subject == f"{subject[0]}:{subject[1]}", Message.fate == Fate.PLANNED.value)
        .where(Message.last_answer == WAITS)
        .values(leased_until=None, last_answer="")
    )


def note_failed(message: Message, *, answer: str, now: dt.datetime) -> None:
    """Record that the message was not sent this time; retry later, or give up after the last attempt."""
    if message.fate != Fate.PLANNED:
        return
    message.attempts += 1
    message.kept_since = None
    message.leased_until, message.last_answer = None, answer[:500]
    again = next_try(message.attempts, now)
    if again is None:
        _move(message, Fate.FAILED)
    else:
        message.due_at = again


def send_again(message: Message, *, act: Act) -> Message:
    """Send an undelivered message once more, as a new message, to where its recipient reads mail now. A link
    that went to another address is not sent again: a new one takes its place.
    """
    if message.fate not in LOST:
        raise RuleBroken(N_("Only what did not arrive is sent again."))
    if not message.to_address:
        raise RuleBroken(N_("The address of this message was removed when its time was over."))
    if message.again is not None:
        raise RuleBroken(N_("This message was sent again already."))
    composed = MESSAGE_KINDS[message.template](message)
    address = composed.address_now()
    if address.lower() != message.to_address.lower() and composed.new_link():
        raise RuleBroken(N_("The address has changed since: send a new link in its place."))
    copied = ("template", "to_name", "language", "subject", "team_id", "confidential")
    again = Message(**{name: getattr(message, name) for name in copied}, params=dict(message.params))
    again.to_address = address
    put(again, act.at)
    again.again_of = message
    # the trail hides confidential events by their subject, so the event must be about the message's subject
    kind, _, identity = message.subject.partition(":")
    subject = (kind, int(identity)) if message.confidential else ("message", message.id)
    events.record(MessageEvent.SENT_AGAIN, About(subject, message.team_id), act, again=again.id)
    return again


def count_due(now: dt.datetime) -> int:
    """The number of due messages."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Message).where(_is_due(now))) or 0


def hold_due(*, now: dt.datetime) -> int:
    """Hold back due messages that may already have been sent; returns how many."""
    held = sa.update(Message).where(_is_due(now)).values(fate=Fate.FAILED, last_answer=HELD)
    return int(db.session.execute(held).rowcount)  # type: ignore[attr-defined]


def _is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Message.fate == Fate.PLANNED.value, Message.due_at <= now)


def _move(message: Message, fate: Fate) -> None:
    MOVES.check(message.fate, fate)
    message.fate = fate
