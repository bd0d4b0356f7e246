"""Character encodings: decided by evidence, otherwise asked with all readings shown."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from registry.errors import N_, InvalidInput

NOT_A_LIST = N_("This is not a list: give a CSV or an XLSX file, as a spreadsheet program saves it.")
#: Control characters that occur in texts: line ends, tabs, and separators that some programs write within
#: cells.
_OF_TEXT = frozenset("\t\n\v\f\r\x1a")
#: Encodings other than Unicode that programs used here produce: Windows, Macintosh, Latin-9, DOS.
SINGLE_BYTE = ("cp1252", "mac-roman", "iso8859-15", "cp850")
#: UTF-8 that a program read as Windows-1252 and encoded as UTF-8 again.
TWICE = "utf-8-twice"
CALLED = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "mac-roman": "MacRoman",
    "iso8859-15": "ISO 8859-15",
    "cp850": "DOS (850)",
    TWICE: "UTF-8, twice",
}

_FRENCH = frozenset("àâçéèêëîïôùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆ")
#: Letters of other languages in names that occur here; they cost little inside a word.
_OTHER_LETTERS = frozenset("áíóúñìòäöãõåøßÁÍÓÚÑÌÒÄÖÃÕÅØšžŠŽðþ")
_SIGNS_IN_WORDS = frozenset("’")
_SIGNS_BESIDE = frozenset("«»“”–—•·°©®™€\xa0")
#: By which factor the second cheapest reading must be dearer for the cheapest to be certain.
_PLAINLY = 3
#: The most characters and words shown of a reading.
_SHOWN, _WORDS_SHOWN = 90, 6


@dataclass(frozen=True)
class Reading:
    """A text decoded with one encoding."""

    encoding: str
    text: str
    #: The cost of characters that are unusual in French and English; 0 when there are none.
    cost: float = 0

    @property
    def name(self) -> str:
        """The name of the encoding."""
        return CALLED[self.encoding]

    @property
    def sample(self) -> str:
        """Words that differ between the readings."""
        words_here = (
            word for word in self.text.replace(";", " ").replace(",", " ").split() if not word.isascii()
        )
        return " · ".join(list(dict.fromkeys(words_here))[:_WORDS_SHOWN])[:_SHOWN]


@dataclass(frozen=True)
class Decoded:
    """The readings of a file, likeliest first; `is_plain` when the first reading is certain."""

    readings: Sequence[Reading]
    is_plain: bool

    def chosen(self, encoding: str) -> Reading | None:
        """The chosen reading, or the certain one; None when the person must be asked."""
        chosen = (reading for reading in self.readings if reading.encoding == encoding)
        return next(chosen, self.readings[0] if self.is_plain else None)


def decoded(data: bytes) -> Decoded:
    """Decode bytes; raises `InvalidInput` on `file` when they are not text."""
    encoding = _by_mark(data) or _by_nulls(data)
    if encoding:
        return Decoded([_whole(data, encoding)], is_plain=True)
    try:
        return _unicode(_whole(data, "utf-8"))
    except InvalidInput:
        return _single_byte(data)


def _by_mark(data: bytes) -> str:
    """The encoding named by the byte order mark."""
    return "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""


def _by_nulls(data: bytes) -> str:
    """UTF-16 without a mark, recognized by null bytes in every other position."""
    head = data[:2000]
    if len(head) < 4 or len(data) % 2:
        return ""
    nulls = [head[place::2].count(0) for place in (0, 1)]
    if min(nulls) or max(nulls) < len(head) // 3:
        return ""
    return "utf-16-be" if nulls[0] else "utf-16-le"


def _whole(data: bytes, encoding: str) -> Reading:
    """A reading of all bytes; raises `InvalidInput` when they are invalid in this encoding."""
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as error:
        raise InvalidInput(NOT_A_LIST, field="file") from error
    if any(letter < " " and letter not in _OF_TEXT for letter in text):
        raise InvalidInput(NOT_A_LIST, field="file")
    return Reading("utf-16" if encoding.startswith("utf-16") else encoding, text.rstrip("\x1a"))


def _unicode(reading: Reading) -> Decoded:
    """UTF-8 text; when its accents seem to be encoded twice, the repaired reading is offered too."""
    try:
        once = reading.text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return Decoded([reading], is_plain=True)
    if once == reading.text:
        return Decoded([reading], is_plain=True)
    return Decoded([Reading(TWICE, once), reading], is_plain=False)


def _single_byte(data: bytes) -> Decoded:
    readings: dict[str, Reading] = {}
    for encoding in SINGLE_BYTE:
        try:
            text = _whole(data, encoding).text
        except InvalidInput:
            continue
        readings.setdefault(text, Reading(encoding, text, _cost(text)))
    if not readings:
        raise InvalidInput(NOT_A_LIST, field="file")
    first, *others = sorted(readings.values(), key=lambda reading: reading.cost)
    is_plain = all(other.cost > first.cost * _PLAINLY for other in others)
    return Decoded([first, *others], is_plain)


def _cost(text: str) -> float:
    """How unlikely a text is as French or English: foreign characters, characters in wrong places."""
    places = (place for place, letter in enumerate(text) if not letter.isascii())
    return sum(
        _cost_of(text[place], text[place - 1 : place], text[place + 1 : place + 2]) for place in places
    )


def _cost_of(letter: str, before: str, after: str) -> float:
    """The penalty of one character between its neighbours."""
    if letter in _FRENCH or letter in _OTHER_LETTERS:
        if letter.isupper() and before.islower():
            return 1
        if letter.islower() and before.isupper() and after.isupper():
            return 1
        return 0 if letter in _FRENCH else 0.5
    if letter in _SIGNS_IN_WORDS:
        return 0 if before.isalpha() else 0.5
    if letter in _SIGNS_BESIDE:
        return 0 if not (before.isalpha() and after.isalpha()) else 1
    return 1 if letter != "…" or before.isupper() or after.isalpha() or not before.isalpha() else 0.25
