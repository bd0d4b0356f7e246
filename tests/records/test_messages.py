"""The warning of certificates that end: what waits in the outbox is written, and is sent once a week."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox.messages import NothingToSay
from registry.records.messages import Watch
from tests.outbox.builders import count, letters_queued
from tests.records.builders import MADE_AT

pytestmark = [
    pytest.mark.usefixtures("session", "here"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

ROW = {"to_address": "admin@example.org", "subject": "keys:0", "params": {}}


def test_what_ends_is_told_once_a_week(stopped_clock):
    later = MADE_AT + dt.timedelta(days=365 * 30)
    stopped_clock.move_to(later)
    year, week, _day = later.isocalendar()
    letters = letters_queued("records.watch", **ROW, dedupe_key=f"records.watch:{year}-W{week}")
    assert all("registry rotate-keys" in letter.text for letter in letters.values())
    with unit_of_work():
        Watch.post("admin@example.org", later)
    assert count("admin@example.org") == 1


def test_nothing_is_told_while_all_is_well(stopped_clock):
    with pytest.raises(NothingToSay):
        letters_queued("records.watch", **ROW)
