"""Compares and finds names: folded forms for comparing, sorting and searching."""

import re
import unicodedata

#: Apostrophes, quotes and dashes that people and programs use in place of one another.
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
#: Alphabets that share letters of the same shape.
_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC"})
#: Folded Cyrillic and Greek letters, small or capital, that look like Latin ones.
_LOOKS_LIKE = str.maketrans(
    "авеёіјкмнорѕтухһԁԛԝ" + "αβεζηικμνορτυχ",
    "abeeijkmhopstyxhdqw" + "abezhikmnoptyx",
)
_SPACES = re.compile(r"\s+")
_DASH = re.compile(" ?- ?")
_WORD = re.compile(r"\w+(?:'\w+)*")
LONGEST_WORD = 60


def fold_name(name: str) -> str:
    """A name without case, accents, variants of apostrophes and dashes, and extra spaces, for comparison."""
    return _DASH.sub("-", fold_text(name)).strip(" .")


def fold_text(text: str) -> str:
    """A text without case, accents, variants of apostrophes and dashes, and extra spaces; punctuation
    stays.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_SAME).casefold())
    letters = "".join(letter for letter in plain if not (unicodedata.combining(letter) or _is_unseen(letter)))
    return _SPACES.sub(" ", letters.translate(_SAME))


def skeleton(name: str) -> str:
    """A folded name with look-alike Greek and Cyrillic letters replaced by Latin ones.

    Names with equal skeletons are easily confused.
    """
    return fold_name(name).translate(_LOOKS_LIKE)


def mixes_alphabets(name: str) -> bool:
    """Whether a word of a name mixes letters of look-alike alphabets."""
    return any(len(_alphabets(word)) > 1 for word in re.findall(r"\w+", name))


def _alphabets(word: str) -> set[str]:
    return {
        alphabet for letter in word if (alphabet := unicodedata.name(letter, "").partition(" ")[0]) in _ALIKE
    }


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"


def sort_key(name: str) -> str:
    """The sort key of a name: its words, without leading quotes and punctuation."""
    return " ".join(_words(name)) or fold_name(name)


def search_words(text: str) -> set[str]:
    """The folded words whose beginnings find a text: "l'Est" is found by "l'est", "l" and "est"."""
    words = _words(text)
    return {part[:LONGEST_WORD] for word in words for part in (word, *word.split("'")) if part}


def _words(text: str) -> list[str]:
    return _WORD.findall(fold_name(text))
