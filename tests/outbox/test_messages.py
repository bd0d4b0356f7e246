"""Kinds of messages: each is known by its key, and each is written from what its row keeps."""

from pathlib import Path

import pytest

from registry.database.transactions import unit_of_work
from registry.outbox.messages import MESSAGE_KINDS, NothingToSay, compose
from tests.outbox.builders import make_message
from tests.removable import NEEDS_ALL

TESTS = Path(__file__).resolve().parents[1]


@NEEDS_ALL
def test_every_kind_is_written_by_the_tests_of_its_feature_from_a_row_of_before(app):
    tested = "\n".join(path.read_text() for path in sorted(TESTS.glob("*/test_messages.py")))
    ours = {key for key in MESSAGE_KINDS if not key.startswith("tests.")}
    assert {key for key in ours if f'"{key}"' not in tested} == set()
    assert len(ours) > 25


def test_each_kind_is_found_by_its_key(app):
    assert [key for key, kind in MESSAGE_KINDS.items() if kind.key != key] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_message_whose_address_was_removed_has_nothing_to_say(session):
    with unit_of_work():
        message = make_message("commitments.reminder", to_address="")
    with pytest.raises(NothingToSay):
        compose(message)
