"""How text and e-mail addresses that people type are taken in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.text import ascii_domain, email_address, trimmed

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


# -- text --------------------------------------------------------------------------------------------


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


# -- e-mail addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  ann@example.org\n", "ann@example.org"),
        ("Ann@Example.org", "Ann@Example.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("MAILTO:ann@example.org?subject=Agreement", "ann@example.org"),
        ("<ann@example.org>", "ann@example.org"),
        ("Ann Lee <ann@example.org>", "ann@example.org"),
        ("<mailto:ann@example.org>", "ann@example.org"),
        ("ann@example.org.", "ann@example.org"),
        ("ann@example.org,", "ann@example.org"),
        ("ann@example.org; ", "ann@example.org"),
        ("\ufeffann@example.org", "ann@example.org"),
        ("an\u200bn@exam\u00adple.org\u2060", "ann@example.org"),
        ("\u202aann@example.org\u202c", "ann@example.org"),
        ("\u00a0ann@example.org\u00a0", "ann@example.org"),
        ("ann\uff20example.org", "ann@example.org"),
        ("o'neil+list@example.org", "o'neil+list@example.org"),
        ("a?b@example.org", "a?b@example.org"),
        ("ann@e\u0301lan.example", "ann@élan.example"),
        ("zoé@example.org", "zoé@example.org"),
        ("ann@xn--lan-9la.example", "ann@xn--lan-9la.example"),
    ],
)
def test_an_address_is_taken_without_what_came_along(typed, meant):
    assert email_address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@example",
        "ann@example..org",
        "ann@.example.org",
        "ann..lee@example.org",
        ".ann@example.org",
        "ann lee@example.org",
        "ann@exam ple.org",
        "ann@@example.org",
        "ann@example.org, bo@example.org",
        "ann@example.org bo@example.org",
        "ann@example.org\r\nBcc: eve@example.org",
        "ann\n@example.org",
        "ann@-example.org",
        "ann@exam_ple.org",
        "ann@192.0.2.1",
        "ann@[192.0.2.1]",
        '"ann"@example.org',
        "ann@\u200b.org",
        "a" * 65 + "@example.org",
        "ann@" + "a" * 64 + ".org",
        "ann@" + "a." * 130 + "org",
    ],
)
def test_what_is_no_address_is_none(typed):
    assert email_address(typed) is None


#: An address as it is copied, with what comes along.
COPIED = st.builds(
    "{}{}@{}{}".format,
    st.sampled_from(["", " ", "mailto:", "\ufeff", "\u00a0"]),
    st.from_regex(r"[a-z0-9'+]{1,12}([.][a-z]{1,6})?", fullmatch=True),
    st.sampled_from(["example.org", "Example.ORG", "e\u0301lan.example", "xn--lan-9la.example"]),
    st.sampled_from(["", "\n", ".", "; ", "\u2060"]),
)


@given(COPIED)
def test_what_was_taken_is_taken_again_the_same(typed):
    meant = email_address(typed)
    assert meant is not None
    assert email_address(meant) == meant


@given(COPIED, st.sampled_from(["\u200b", "\ufeff", "\u00ad", "\u2066"]), st.integers(0, 30))
def test_no_invisible_sign_is_left(typed, sign, where):
    assert email_address(typed[:where] + sign + typed[where:]) == email_address(typed)


@pytest.mark.parametrize(
    ("domain", "plain"),
    [("example.org", "example.org"), ("ÉLAN.example", "xn--lan-9la.example"), ("localhost", "localhost")],
)
def test_a_domain_is_written_as_the_network_knows_it(domain, plain):
    assert ascii_domain(domain) == plain
