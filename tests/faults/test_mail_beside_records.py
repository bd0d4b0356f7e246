"""A mail server that never answers, thirty messages due, a record owed: the record is made at once."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from registry.database.transactions import unit_of_work
from registry.jobs import queue
from registry.jobs.lanes import Lanes
from registry.jobs.schedule import STOPPING
from registry.outbox.services import messages
from registry.records.services import orders
from tests.conftest import STOPPED_AT
from tests.faults.conftest import commitment
from tests.faulty_mail import HANG, FaultyServer
from tests.outbox.builders import make_message

#: Seconds in which a record is made, also on a slow machine; the server is waited for far longer.
AT_ONCE = 15


@pytest.fixture
def silent(app: Flask) -> Iterator[FaultyServer]:
    """A mail server that takes the call and says nothing, ever."""
    server = FaultyServer(lambda server, verb, line: HANG)
    app.config["REGISTRY_MAIL"] = replace(app.config["REGISTRY_MAIL"], host="127.0.0.1", port=server.port)
    yield server
    server.close()


@pytest.fixture
def lanes(app: Flask) -> Iterator[Lanes]:
    """The lanes of a worker."""
    made = Lanes(queue._here(app))
    yield made
    made.stop()
    STOPPING.clear()


def post_many(count: int) -> None:
    """So many messages that are due."""
    with unit_of_work():
        for number in range(count):
            make_message(
                "accounts.changed",
                to_address=f"person{number}@example.org",
                subject="user:1",
                params={"user": 1, "change": "password-set", "at": STOPPED_AT.isoformat()},
            )


def has_record(signed: int, within: float) -> bool:
    """Whether the record is made in so many seconds."""
    until = time.monotonic() + within
    while commitment(signed).record is None and time.monotonic() < until:
        time.sleep(0.05)
    return commitment(signed).record is not None


def test_a_record_is_made_while_the_mail_server_hangs(
    signed: int, silent: FaultyServer, lanes: Lanes
) -> None:
    post_many(30)
    lanes.ask(messages.SEND)
    assert silent.hangs.wait(AT_ONCE)
    lanes.ask(orders.ISSUE)
    assert has_record(signed, AT_ONCE)
    assert not silent.released.is_set()
    assert silent.connections == 1
    silent.released.set()
