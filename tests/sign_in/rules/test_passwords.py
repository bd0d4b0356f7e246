"""Which passwords are good."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from registry.errors import RuleBroken
from registry.sign_in.rules.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    check_password,
    common_words,
    is_common,
)
from tests.refusals import refusal_of

ADDRESS = "ann.ng.of.east@example.org"


@pytest.mark.parametrize(
    "password", ["four words in a row", "xk9mlq2vr7tb", "un lac sans rames", "un lac sans rames, " * 13]
)
def test_a_password_of_any_kind_of_signs_will_do(password):
    assert refusal_of(check_password, password, email=ADDRESS, name="Ann Ng") is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("a" * (SHORTEST_PASSWORD - 1), "Use at least 12 characters"),
        ("a" * (LONGEST_PASSWORD + 1), "Use at most 256 characters"),
        (ADDRESS.upper(), "Leave out your name"),
        ("ann ng of east", "Leave out your name"),
        ("oh Beatrice my dear", "Leave out your name"),
        ("Partnership-Registry 7", "Leave out your name"),
        ("Password2026!", "Many people use this"),
    ],
)
def test_a_password_that_is_no_good_is_refused_on_its_field(password, words):
    with pytest.raises(RuleBroken, match=words) as refused:
        check_password(password, email=ADDRESS, name="Beatrice Ng")
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "Welcome 2026!!",
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "qwertyuiop[]",
        "1q2w3e4r5t6y",
        "monkeymonkey",
        "ontariohealthteam",
        "Ontario Health Team",
        "correct horse battery staple",
    ],
)
def test_a_password_that_many_people_use_is_known_in_its_disguise(password):
    assert is_common(password)


def test_every_tenth_of_the_most_used_passwords_is_refused_made_as_long_as_it_must_be():
    used = FREQUENCY_LISTS["passwords"][:3000:10]
    made = {f"{word}1234567890"[: max(SHORTEST_PASSWORD, len(word))] for word in used}
    assert len(made) > 290
    assert not [word for word in made if not is_common(word)]


def test_every_used_password_of_the_length_that_is_known_is_refused():
    used = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST_PASSWORD]
    assert len(used) > 200
    assert not [word for word in used if not is_common(word)]


@given(st.text(min_size=SHORTEST_PASSWORD, max_size=LONGEST_PASSWORD))
@settings(max_examples=15)
def test_whatever_is_typed_is_judged(password):
    told = refusal_of(check_password, password, email="zq@example.org")
    assert (told is None) == (not is_common(password))


@given(st.sampled_from(sorted(common_words())), st.sampled_from(["", "1", "!!", "123"]))
def test_a_common_word_with_digits_and_signs_behind_it_stays_common(word, tail):
    assert is_common(word.title() + tail)
