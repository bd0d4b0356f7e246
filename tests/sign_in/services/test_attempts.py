"""Guessing at codes is slowed down."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.sign_in.services import attempts, throttle
from tests.acts import act_of
from tests.factories import NOW
from tests.sign_in.builders import SECRET, add_app, code_at

HALF_A_MINUTE = dt.timedelta(seconds=30)


def test_guessing_codes_is_slowed_down(ann):
    with unit_of_work():
        add_app(ann)
    counted = throttle.counters(ann.email, place="192.0.2.1", device=None, secret=SECRET, what="code")
    guess = {"counted": counted, "secret": SECRET, "act": act_of(ann, NOW + HALF_A_MINUTE)}
    with unit_of_work():
        assert [attempts.by_code(ann, "000000", **guess) for _ in range(5)] == [False] * 5
    with pytest.raises(throttle.MustWait), unit_of_work():
        attempts.by_code(ann, code_at(NOW + HALF_A_MINUTE), **guess)
