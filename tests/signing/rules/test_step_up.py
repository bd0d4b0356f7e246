"""Which channel is meant by what was typed, and how codes are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signing.rules.step_up import (
    APP_DIGITS,
    CODE_DIGITS,
    TYPED,
    channel_of,
    digits_of,
    ending_of,
    in_groups,
)
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
    assert (meant in accepted) == (not TYPED.isdisjoint(accepted))


# -- what is typed -----------------------------------------------------------------------------------


@given(st.integers(0, 10**CODE_DIGITS - 1).map(lambda number: f"{number:0{CODE_DIGITS}d}"))
def test_a_code_as_it_is_read_out_is_read_back(digits):
    assert digits_of(in_groups(digits)) == digits


@pytest.mark.parametrize("typed", ["", "abc", "١٢٣٤٥٦٧٨", "12 34 56 7x"])
def test_what_is_no_number_is_no_code(typed):
    assert digits_of(typed) == ""


@pytest.mark.parametrize(("number", "ending"), [("613 555-0199", "0199"), ("0199", ""), ("", "")])
def test_evidence_keeps_only_the_end_of_a_number(number, ending):
    assert ending_of(number) == ending
