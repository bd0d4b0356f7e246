"""Whether a password is one that many people use: a list of our own, and what people do to its words."""

import re
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("common_passwords.txt")

#: Keys that lie beside each other, forwards; people also walk them backwards.
WALKS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)
#: A step along a walk that is no accident.
SHORTEST_WALK = 4  # keys
#: What people write for a letter, to please rules that we do not have.
DISGUISES = str.maketrans("@4831!0$57", "aabeiiosst")
#: What is hung on a word, before or after it.
TRIMMINGS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@cache
def common_words() -> frozenset[str]:
    """The list: words and names that passwords are made of, in small letters, without blanks."""
    return frozenset(LIST.read_text().split())


def is_common(password: str) -> bool:
    """Whether a password is a common one, or one repeated, disguised, or with digits and signs around it."""
    plain = "".join(password.casefold().split())
    rest = _without_walks(plain)
    return not rest or any(_is_made_of_one(form) for form in (plain, rest, rest.translate(DISGUISES)))


def _is_made_of_one(text: str) -> bool:
    """Whether a text, once or again and again, is a word of the list; or hardly any signs at all."""
    core = TRIMMINGS.sub("", text)
    forms = {text, core, core.translate(DISGUISES)}
    return any(len(set(form)) <= 2 or _unit_of(form) in common_words() for form in forms)


def _unit_of(text: str) -> str:
    """What a text is the repetition of; itself, where it is none."""
    return text[: (text + text).find(text, 1)] if text else ""


def _without_walks(text: str) -> str:
    """What is left once walks over the keyboard are taken out."""
    for walk in _steps():
        text = text.replace(walk, "")
    return text


@cache
def _steps() -> tuple[str, ...]:
    """Every walk of some keys, the longest first."""
    lines = [line for walk in WALKS for line in (walk, walk[::-1])]
    found = {
        line[start:end]
        for line in lines
        for start in range(len(line))
        for end in range(start + SHORTEST_WALK, len(line) + 1)
    }
    return tuple(sorted(found, key=lambda step: (-len(step), step)))
