"""Telling names apart and finding them again: folded forms for comparing, sorting and searching."""

import re
import unicodedata

#: Apostrophes, quotes and dashes that people and programs write for one another.
_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼʻ`´′＇‛", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
    }
)
_SPACES = re.compile(r"\s+")
_DASH = re.compile(" ?- ?")
_WORD = re.compile(r"\w+(?:'\w+)*")
LONGEST_WORD = 60


def fold_name(name: str) -> str:
    """A name without case, accents, kinds of apostrophe and dash, spare spaces: equal when it is the same."""
    return _DASH.sub("-", fold_text(name)).strip(" .")


def fold_text(text: str) -> str:
    """A text without case, accents, kinds of apostrophe and dash, spare spaces; its punctuation stays."""
    plain = unicodedata.normalize("NFKD", text.translate(_SAME).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SPACES.sub(" ", letters.translate(_SAME))


def sort_key(name: str) -> str:
    """What a name is sorted by: its words, without quotes and punctuation before them."""
    return " ".join(_words(name)) or fold_name(name)


def search_words(text: str) -> set[str]:
    """The folded words by whose beginnings a text is found: "l'Est" by "l'est", "l" and "est"."""
    words = _words(text)
    return {part[:LONGEST_WORD] for word in words for part in (word, *word.split("'")) if part}


def _words(text: str) -> list[str]:
    return _WORD.findall(fold_name(text))
