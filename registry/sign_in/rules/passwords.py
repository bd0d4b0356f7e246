"""Normalizes passwords, and judges by the number of guesses whether one is too common.

A letter with an accent is one character on one keyboard and two on another, and a blank may be a no-break
space: passwords are normalized to Unicode NFKC, so that the same keys work everywhere (NIST SP 800-63B-4,
3.1.1.2). Leading and trailing blanks belong to the password. zxcvbn counts the guesses; it knows common
English passwords, names and words, keyboard patterns, dates, repetitions and letter substitutions. Our own
list adds local words of Ontario and French words.
"""

import unicodedata
from functools import cache
from pathlib import Path

from zxcvbn import zxcvbn

from registry.errors import N_, RuleBroken

LIST = Path(__file__).with_name("common_passwords.txt")

#: Passwords that are guessed faster are refused: zxcvbn scores them 2 or less, three years at one guess a
#: second.
FEWEST_GUESSES = 100_000_000
#: Only this many characters of the beginning and of the end are judged, because the time grows with the
#: square of the length.
LONGEST_LOOKED_AT = 40


def normalized(password: str) -> str:
    """A password in its stored form, whichever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)


def ways(password: str) -> list[str]:
    """The forms in which a password may have been stored: normalized, as typed, and as other keyboards type
    it.

    Just one for plain ASCII.
    """
    forms = (unicodedata.normalize("NFC", password), unicodedata.normalize("NFD", password))
    return list(dict.fromkeys([normalized(password), password, *forms]))


@cache
def common_words() -> tuple[str, ...]:
    """Our own list of common words and names in passwords, in lower case and without blanks."""
    return tuple(LIST.read_text().split())


def is_common(password: str) -> bool:
    """Whether a password is a common one, or one repeated, disguised, or surrounded by digits and
    punctuation.

    Blanks are ignored; a long password counts as common only if both its beginning and its end are.
    """
    close = "".join(password.split())
    return any(
        all(_is_soon_found(part) for part in {text[:LONGEST_LOOKED_AT], text[-LONGEST_LOOKED_AT:]})
        for text in {password, close}
    )


def _is_soon_found(text: str) -> bool:
    return not text or zxcvbn(text, user_inputs=common_words())["guesses"] < FEWEST_GUESSES


SHORTEST_PASSWORD = 12  # characters; length matters, not composition (OWASP ASVS 5, 6.2)
LONGEST_PASSWORD = 256
#: Shorter parts of a name or an address do not make a password that contains them guessable.
SHORTEST_TELLING_PART = 4  # letters
PRODUCT = "partnershipregistry"


def check_password(password: str, *, email: str, name: str = "") -> None:
    """A password must be long enough, not common, and not derived from the person's name or address."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            N_("Use at least %(count)s characters; a few words in a row are easy to keep."),
            field="password",
            count=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(N_("Use at most %(count)s characters."), field="password", count=LONGEST_PASSWORD)
    if _tells_of(password, email=email, name=name):
        raise RuleBroken(
            N_("Leave out your name, your address and the name of this registry: they are tried first."),
            field="password",
        )
    if is_common(password):
        raise RuleBroken(
            N_("Many people use this password, or one very like it. Choose another."), field="password"
        )


def _tells_of(password: str, *, email: str, name: str) -> bool:
    said = _letters(password)
    parts = [PRODUCT, _letters(email), _letters(email.partition("@")[0]), *map(_letters, name.split())]
    return any(part in said for part in parts if len(part) >= SHORTEST_TELLING_PART)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
