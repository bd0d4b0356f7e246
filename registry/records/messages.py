"""The warning that a certificate ends soon."""

from registry import clock
from registry.outbox.messages import Letter, NothingToSay, composer, letter
from registry.outbox.models import Message
from registry.records.queries import expiry

WATCH = "records.watch"


@composer(WATCH)
def warning(_message: Message) -> Letter:
    """What needs the administrator, as it is when the message leaves."""
    findings = expiry.concerns(clock.now())
    if not findings:
        raise NothingToSay
    return letter("records/watch", findings=findings)
