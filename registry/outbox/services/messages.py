"""Posting messages in the transaction of the change they tell of, and following their fate."""

import datetime as dt

import sqlalchemy as sa

from registry.audit.models import About
from registry.audit.services import events
from registry.database import leases
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.outbox.messages import put
from registry.outbox.models import Message
from registry.outbox.rules.events import MessageEvent
from registry.outbox.rules.messages import KEPT_WAIT, LOST, MOVES, NOT_READY_WAIT, Fate, next_try
from registry.security.actors import Act

#: What is noted of a message while a record that goes with it is made.
WAITS = N_("waits for its record")
#: What is noted of a message that was due when a back-up was restored.
HELD = N_("held when a back-up was restored: it may have left already")
#: The task that sends what is due.
SEND = "outbox.send"


def cancel_about(subject: tuple[str, int]) -> None:
    """Keep the messages about a thing that have not left from leaving."""
    db.session.execute(
        sa.update(Message)
        .where(Message.subject == f"{subject[0]}:{subject[1]}", Message.fate == Fate.PLANNED.value)
        .values(fate=Fate.CANCELLED)
    )


def mark_bounced(message: Message, *, act: Act) -> None:
    """Note that a sent message came back; only a person knows."""
    _move(message, Fate.BOUNCED)
    events.record(MessageEvent.BOUNCED, About(("message", message.id), message.team_id), act)


def claim_due(now: dt.datetime) -> int | None:
    """Take the message that is due first of those that no other sender holds."""
    return leases.claim(Message, now, _is_due(now), first=[Message.due_at])


def note_sent(message: Message, *, answer: str, now: dt.datetime) -> None:
    """The server took it; what was noted of it meanwhile by others does not undo that."""
    if message.fate == Fate.SENT:
        return
    _move(message, Fate.SENT)
    message.sent_at, message.leased_until, message.last_answer = now, None, answer[:500]
    message.attempts += 1
    message.kept_since = None


def note_refused(message: Message, *, answer: str) -> None:
    """The server will never take it."""
    if message.fate != Fate.PLANNED:
        return
    _move(message, Fate.REFUSED)
    message.leased_until, message.last_answer = None, answer[:500]
    message.attempts += 1
    message.kept_since = None


def note_kept(message: Message, *, answer: str, now: dt.datetime) -> None:
    """Something is wrong that is not its own: it waits until that is mended; that is no failed try."""
    if message.fate != Fate.PLANNED:
        return
    message.leased_until, message.last_answer = now + KEPT_WAIT, answer[:500]
    message.kept_since = message.kept_since or now


def note_not_ready(message: Message, *, now: dt.datetime) -> None:
    """What goes with it is still being made: look again in a minute; that is no failed try."""
    message.leased_until, message.last_answer = now + NOT_READY_WAIT, WAITS


def send_waiting(subject: tuple[str, int]) -> None:
    """Let the messages about a thing leave that waited for its record."""
    db.session.execute(
        sa.update(Message)
        .where(Message.subject == f"{subject[0]}:{subject[1]}", Message.fate == Fate.PLANNED.value)
        .where(Message.last_answer == WAITS)
        .values(leased_until=None, last_answer="")
    )


def note_failed(message: Message, *, answer: str, now: dt.datetime) -> None:
    """It did not leave this time; try later, or give up after the last time."""
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
    """Send what did not arrive once more, as a message of its own to the same address."""
    if message.fate not in LOST:
        raise RuleBroken(N_("Only what did not arrive is sent again."))
    if not message.to_address:
        raise RuleBroken(N_("The address of this message was removed when its time was over."))
    if message.again is not None:
        raise RuleBroken(N_("This message was sent again already."))
    copied = ("template", "to_address", "to_name", "language", "subject", "team_id", "confidential")
    again = Message(**{name: getattr(message, name) for name in copied}, params=dict(message.params))
    put(again, act.at)
    again.again_of = message
    # the trail hides what is confidential by what it is about
    kind, _, identity = message.subject.partition(":")
    subject = (kind, int(identity)) if message.confidential else ("message", message.id)
    events.record(MessageEvent.SENT_AGAIN, About(subject, message.team_id), act, again=again.id)
    return again


def count_due(now: dt.datetime) -> int:
    """How many messages leave as soon as somebody sends them."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Message).where(_is_due(now))) or 0


def hold_due(*, now: dt.datetime) -> int:
    """Keep what is due from leaving by itself, since it may have left already; gives how many that were."""
    held = sa.update(Message).where(_is_due(now)).values(fate=Fate.FAILED, last_answer=HELD)
    return int(db.session.execute(held).rowcount)  # type: ignore[attr-defined]


def _is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Message.fate == Fate.PLANNED.value, Message.due_at <= now)


def _move(message: Message, fate: Fate) -> None:
    MOVES.check(message.fate, fate)
    message.fate = fate
