"""Messages in the outbox, as tests need them; to be called inside `unit_of_work()`."""

from typing import Any

from registry.outbox.messages import put
from registry.outbox.models import Message
from tests.factories import NOW


def make_message(key: str, **said: Any) -> Message:
    """A message of a kind, as its row keeps it, that is due."""
    known = {"to_address": "ann@example.org", "language": "en", "subject": "team:1", "params": {}}
    message = put(Message(template=key, **(known | said)), NOW)
    message.due_at = said.get("due_at", NOW)
    return message
