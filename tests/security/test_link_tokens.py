"""Links end in a letter or digit, those of before go on working, and what stands behind one is forgiven."""

import datetime as dt
import hashlib

import pytest
from itsdangerous import Signer

from registry.security.link_tokens import LinkParts, PersonalLinks, TimedLinks

SECRET = "a secret of thirty-two characters"
YEARS = dt.timedelta(days=100 * 365)


@pytest.fixture(autouse=True)
def _signed_as_the_application_signs(monkeypatch):
    """With SHA-256, whether or not an application was made before."""
    monkeypatch.setattr(Signer, "default_digest_method", staticmethod(hashlib.sha256))


#: As they were mailed before codes were written in letters and digits alone, some ending in a dash.
MAILED = [
    ("signing link", 1, "1-2-ywEMMeZU_ocJzEeiHFXL9aYIPblyUNzA"),
    ("signing link", 11, "11-2-fEtlND93Dax84lcIRPp0AyDyw-Jl50J_"),
    ("notice of withdrawal link", 1, "1-2-4MelsQvyXDxUlLwc0pkzDUER8h5CuJ7F"),
    ("notice of withdrawal link", 38, "38-2-HoSRHj0CzSqUGgqyrSupyKebRix6zdD_"),
    ("admission link", 1, "1-2-oj0wP5dXhg4jKkAtQ0CMeGPyGaeEZC_9"),
    ("admission link", 73, "73-2-deKfKV5wGKsV-9UvMKzbzmyoRcAFNwV_"),
    ("sign in", 1, "1-2-Q13yzgRvGVi-4_Wz3rosaxAv6Kjqm6rM"),
    ("sign in", 41, "41-2-pKL73AguOBLd8WkmxrXaebB5HBISwll-"),
]
MAILED_FOR_A_WHILE = [
    ("welcome", [7, 1], "WzcsMV0.awufJA.LRRQy73oOyhLX2D0HnCa5PGOL2L4ByBnxQ_NJQc8AuU"),
    ("new password", [7, 1], "WzcsMV0.awufJA.IWsQwcbGQEAb2jkQtwrl5rOca-KBEHpnI4Y7XiY1ia8"),
    (
        "new address",
        [7, "digest", "ann@example.org"],
        "WzcsImRpZ2VzdCIsImFubkBleGFtcGxlLm9yZyJd.awufJA.lTVVXf4JbRSHAiYGkm8Aj0CcLngBRO1VdsEN5lcAaHI",
    ),
]
#: What is left of a sentence, or of a mail program, behind a link.
STRAY = [
    ".",
    ",",
    ";",
    ")",
    "]",
    ">",
    "&gt;",
    '"',
    "’",
    "»",
    "\u00a0»",
    " ",
    "=",
    "==",
    "_",
    "*",
    "-",
    "!",
    "?",
    ").",
    "\u200b",
]


@pytest.mark.parametrize("identity", range(1, 300))
def test_a_link_ends_in_a_letter_or_a_digit(identity):
    token = PersonalLinks("signing link").token_for(LinkParts(identity, 1), secret=SECRET)
    assert token[-1].isascii()
    assert token[-1].isalnum()


@pytest.mark.parametrize(("purpose", "identity", "token"), MAILED)
def test_a_link_that_was_mailed_before_goes_on_working(purpose, identity, token):
    assert PersonalLinks(purpose).read_token(token, secret=SECRET) == LinkParts(identity, 2)


@pytest.mark.parametrize(("purpose", "said", "token"), MAILED_FOR_A_WHILE)
def test_a_link_for_a_while_that_was_mailed_before_goes_on_working(purpose, said, token):
    assert TimedLinks(purpose).read_token(token, secret=SECRET, lifetime=YEARS) == said


@pytest.mark.parametrize("stray", STRAY)
def test_stray_signs_behind_a_link_are_forgiven(stray):
    links, timed = PersonalLinks("signing link"), TimedLinks("welcome")
    token = links.token_for(LinkParts(7, 2), secret=SECRET)
    assert links.read_token(token + stray, secret=SECRET) == LinkParts(7, 2)
    assert links.read_token(MAILED[1][2] + stray, secret=SECRET) == LinkParts(11, 2)
    token = timed.token_for([7, 1], secret=SECRET)
    assert timed.read_token(token + stray, secret=SECRET, lifetime=YEARS) == [7, 1]


@pytest.mark.parametrize("behind", ["A", "a", "7", ".a", "-2"])
def test_letters_and_digits_behind_a_link_are_not(behind):
    token = PersonalLinks("signing link").token_for(LinkParts(7, 2), secret=SECRET)
    assert PersonalLinks("signing link").read_token(token + behind, secret=SECRET) is None


def test_a_link_of_one_purpose_opens_nothing_of_another():
    token = PersonalLinks("signing link").token_for(LinkParts(7, 2), secret=SECRET)
    assert PersonalLinks("admission link").read_token(token, secret=SECRET) is None
    token = TimedLinks("welcome").token_for([7, 1], secret=SECRET)
    assert TimedLinks("new password").read_token(token, secret=SECRET, lifetime=YEARS) is None


def test_a_link_for_a_while_ends():
    token = MAILED_FOR_A_WHILE[0][2]
    lifetime = dt.timedelta(seconds=0)
    assert TimedLinks("welcome").read_token(token, secret=SECRET, lifetime=-lifetime) is None


@pytest.mark.parametrize("spoil", [lambda one: one[:-1], lambda one: one.upper(), lambda one: "٧" + one[1:]])
def test_a_spoilt_link_says_nothing(spoil):
    token = PersonalLinks("signing link").token_for(LinkParts(7, 2), secret=SECRET)
    assert PersonalLinks("signing link").read_token(spoil(token), secret=SECRET) is None
