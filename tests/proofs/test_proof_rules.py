"""Which channel is meant by what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signing.rules.step_up import APP_DIGITS, CODE_DIGITS, TYPED, channel_of
from registry.teams.rules import StepUp

PHONE, APP, DIRECTORY = StepUp.PHONE, StepUp.TOTP, StepUp.SIGN_ON


@pytest.mark.parametrize(
    ("digits", "accepted", "meant"),
    [
        ("1" * CODE_DIGITS, [PHONE, APP], PHONE),
        ("1" * APP_DIGITS, [PHONE, APP], APP),
        ("1" * APP_DIGITS, [PHONE], PHONE),
        ("1" * CODE_DIGITS, [APP], APP),
        ("123", [PHONE, APP, DIRECTORY], PHONE),
        ("1" * APP_DIGITS, [DIRECTORY], None),
        ("1" * APP_DIGITS, [], None),
    ],
)
def test_the_number_of_digits_tells_which_channel_is_meant(digits, accepted, meant):
    assert channel_of(digits, accepted) is meant


@given(st.integers(0, 12).map("1".__mul__), st.sets(st.sampled_from(StepUp)))
def test_a_code_is_only_ever_judged_by_a_channel_that_is_accepted(digits, accepted):
    meant = channel_of(digits, accepted)
    assert (meant is None) == TYPED.isdisjoint(accepted)
    assert meant is None or meant in accepted
