"""The fate of a message, and when it is tried again."""

import datetime as dt

import pytest

from registry.outbox.rules.messages import MOVES, RETRY_AFTER, Fate, next_try

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (1, dt.timedelta(minutes=1)),
        (2, dt.timedelta(minutes=5)),
        (3, dt.timedelta(minutes=30)),
        (6, dt.timedelta(hours=24)),
    ],
)
def test_each_failure_makes_the_wait_longer(attempts, wait):
    assert next_try(attempts, NOW) == NOW + wait


def test_after_the_last_try_a_message_is_given_up():
    assert next_try(len(RETRY_AFTER), NOW) is not None
    assert next_try(len(RETRY_AFTER) + 1, NOW) is None


def test_the_waits_only_grow():
    assert list(RETRY_AFTER) == sorted(set(RETRY_AFTER))


def test_a_sent_message_is_never_sent_again():
    assert MOVES[Fate.SENT] == {Fate.BOUNCED}
    assert not MOVES[Fate.BOUNCED]


def test_every_fate_has_its_moves():
    assert set(MOVES) == set(Fate)
