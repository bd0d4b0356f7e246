"""Whether a password is one that many people use, or is made of one: in how many guesses it would be found.

The guesses are counted by zxcvbn, which knows the most used passwords, names and words of English, walks over
the keyboard, dates, repetitions and what people write for a letter. A list of our own adds what is near in
Ontario, and French words.
"""

from functools import cache
from pathlib import Path

from zxcvbn import zxcvbn

LIST = Path(__file__).with_name("common_passwords.txt")

#: What is found in fewer guesses is refused: zxcvbn scores it 2 or less, three years at a guess a second.
FEWEST_GUESSES = 100_000_000
#: What is looked at of the beginning and of the end, in characters: the time grows with their square.
LONGEST_LOOKED_AT = 40


@cache
def common_words() -> tuple[str, ...]:
    """Our own list: words and names that passwords are made of, in small letters, without blanks."""
    return tuple(LIST.read_text().split())


def is_common(password: str) -> bool:
    """Whether a password is a common one, or one repeated, disguised, or with digits and signs around it.

    Blanks change nothing; of a long one, beginning and end both have to be so.
    """
    close = "".join(password.split())
    return any(
        all(_is_soon_found(part) for part in {text[:LONGEST_LOOKED_AT], text[-LONGEST_LOOKED_AT:]})
        for text in {password, close}
    )


def _is_soon_found(text: str) -> bool:
    return not text or zxcvbn(text, user_inputs=common_words())["guesses"] < FEWEST_GUESSES
