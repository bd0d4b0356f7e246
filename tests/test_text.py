"""How text that people type is taken in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.text import trimmed

UNSEEN = [
    "\u200b",
    "\u3164",
    "\u115f\u1160",
    "\u2800 \u2800",
    "\u202e\u200f",
    "\ufeff",
    "\u00ad",
    "\u2060\u3164",
]


@pytest.mark.parametrize("typed", ["", " \n\t\u00a0", *UNSEEN], ids=ascii)
def test_what_nobody_can_see_is_nothing(typed):
    assert trimmed(typed) == ""


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_invisible_signs_around_a_name_are_taken_away(unseen):
    assert trimmed(f"{unseen}Ann Lee{unseen}") == "Ann Lee"


@pytest.mark.parametrize("name", ["پروین گچ‌پژ", "👩🏽‍⚕️ Ada", "क्‍ष", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "e\u0301".replace("e\u0301", "é")])
def test_what_letters_and_pictures_are_joined_by_stays(name):
    assert trimmed(name) == name


def test_no_text_turns_the_direction_of_those_around_it():
    assert trimmed("Ann\u202e eeL\u202c \u2067x\u2069") == "Ann eeL x"


@given(st.text(max_size=20))
def test_taking_in_twice_changes_nothing_more(text):
    once = trimmed(text)
    assert trimmed(once) == once
