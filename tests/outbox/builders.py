"""Messages in the outbox, as tests need them."""

from typing import Any

import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.outbox.messages import Letter, compose
from registry.outbox.models import Message
from registry.outbox.rules.messages import Fate
from tests.factories import NOW

LANGUAGES = ("en", "fr")


def make_message(key: str, **said: Any) -> Message:
    """A message of a kind, as its row keeps it, that is due; to be called inside `unit_of_work()`."""
    known = {"to_address": "ann@example.org", "language": "en", "subject": "team:1", "params": {}}
    known |= {"posted_at": NOW, "due_at": NOW, "fate": Fate.PLANNED, "attempts": 0, "last_answer": ""}
    message = Message(template=key, **(known | said))
    db.session.add(message)
    db.session.flush()
    return message


def letters_queued(key: str, **row: Any) -> dict[str, Letter]:
    """What a message says in each language that waits in the outbox since before: only its row is given."""
    with unit_of_work():
        db.session.execute(sa.delete(Message))
        message = make_message(key, **row)
    letters = {}
    for language in LANGUAGES:
        with unit_of_work():
            message.language = language
        letters[language] = compose(message)
    return letters


def subjects_queued(key: str, **row: Any) -> list[str]:
    """The subject lines of such a message, in English and in French."""
    return [letter.subject for letter in letters_queued(key, **row).values() if letter.text]


def count(to_address: str) -> int:
    """How many messages there are to an address."""
    query = sa.select(sa.func.count()).select_from(Message).where(Message.to_address == to_address)
    return db.session.scalar(query) or 0
