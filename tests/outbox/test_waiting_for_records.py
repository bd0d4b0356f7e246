"""A message that carries a record waits for it, and leaves as soon as it is there."""

import pytest

from registry import clock
from registry.database.transactions import unit_of_work
from registry.outbox.messages import Letter, NotReady, composer
from registry.outbox.models import Message
from registry.outbox.services import messages

is_ready = []


@composer("tests.with_record")
def with_record(message: Message) -> Letter:
    """A letter whose record is there once a test says so."""
    if not is_ready:
        raise NotReady
    return Letter("Your record", "It is attached.")


@pytest.fixture
def message(session, stopped_clock, mailbox):
    """A message about withdrawal 7 whose record is not made."""
    is_ready.clear()
    with unit_of_work():
        return messages.post(
            template="tests.with_record",
            to_address="ida@example.org",
            language="en",
            subject=("withdrawal", 7),
            params={},
            now=clock.now(),
        )


def test_it_waits_without_counting_as_a_failed_try(message, work):
    work()
    assert (message.fate, message.attempts, message.last_answer) == ("planned", 0, messages.WAITS)


def test_it_leaves_as_soon_as_its_record_is_made(message, work, mailbox):
    work()
    is_ready.append(True)
    with unit_of_work():
        messages.send_waiting(("withdrawal", 7))
    work()
    assert mailbox.last("ida@example.org")["Subject"] == "Your record"


def test_it_is_looked_at_again_by_itself(message, work, mailbox, stopped_clock):
    work()
    is_ready.append(True)
    stopped_clock.pass_by(minutes=2)
    work()
    assert mailbox.last("ida@example.org")["Subject"] == "Your record"


def test_the_record_of_another_thing_sends_nothing(message, work, mailbox):
    work()
    is_ready.append(True)
    with unit_of_work():
        messages.send_waiting(("withdrawal", 70))
    work()
    assert mailbox.to("ida@example.org") == []
