"""The fonts of records: the fonts that a text needs, and replacements for characters that no font has.

Most texts need only the standard fonts. Names in other scripts need additional fonts, reduced to the
characters of names (`scripts/fonts`) and loaded only for records that need them. A character without a glyph
would leave a gap, or take its shape from any font of the machine, and break PDF/A and PDF/UA (no reference to
.notdef). It is replaced by its Unicode name, so that nothing typed is lost unnoticed; the registry's data are
stored as typed.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
STYLE = Path(__file__).resolve().parent.parent.parent / "templates" / "records" / "_paper.css"

_LETTERS = Path(__file__).with_name("name_fonts.json")

#: Characters that can replace others without changing the meaning.
_ALIKE = {"\u202f": "\xa0", "\u2011": "-"}
_BETWEEN_TAGS = re.compile("[^<>]+")
#: Marks without a shape of their own: joiners, directions, variation selectors.
_SHAPELESS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    """All characters that the standard fonts can show, and white space."""
    names = set(re.findall(r"fonts/([\w.-]+\.woff2)", STYLE.read_text(encoding="utf-8")))
    covered = {"\t", "\n", "\r"}
    for name in names:
        with TTFont(FONTS / name, lazy=True) as font:
            covered.update(map(chr, font.getBestCmap()))
    return frozenset(covered)


@lru_cache(maxsize=1)
def _letters_of_names() -> dict[str, frozenset[str]]:
    """The characters of each name font, in the order in which fonts are tried."""
    letters = json.loads(_LETTERS.read_text(encoding="utf-8"))
    return {
        name: frozenset(chr(letter) for first, last in runs for letter in range(first, last + 1))
        for name, runs in letters.items()
    }


def fonts_for(text: str) -> tuple[str, ...]:
    """The name fonts that a text needs beside the standard ones, by name."""
    missing = {letter for letter in set(_composed(text)) - _covered() if not _is_shapeless(letter)}
    needed = []
    for name, letters in _letters_of_names().items() if missing else ():
        if missing & letters:
            needed.append(name)
            missing -= letters
    return tuple(needed)


def without_glyph(text: str) -> str:
    """The characters of a text that no font has, in order, each once."""
    composed = _composed(text)
    covered = _covered().union(*map(_letters_of_names().__getitem__, fonts_for(text)))
    missing = (sign for sign in composed if sign not in covered and _instead(sign, covered).startswith("["))
    return "".join(dict.fromkeys(missing))


def in_shipped_letters(text: str) -> str:
    """The text in NFC, with characters that no font has replaced by their names: `[slightly smiling face]`.

    A combining stroke at the beginning of a name never composes with the end of a tag before it.
    """
    composed = _composed(text)
    missing = set(composed) - _covered()
    if not missing:
        return composed
    covered = _covered().union(*map(_letters_of_names().__getitem__, fonts_for(text)))
    return composed.translate({ord(letter): _instead(letter, covered) for letter in missing - covered})


def _composed(text: str) -> str:
    return _BETWEEN_TAGS.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


def _is_shapeless(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cf", "Cc"} or _SHAPELESS.match(letter) is not None


def _instead(letter: str, covered: frozenset[str]) -> str:
    if _is_shapeless(letter):
        return ""
    plain = _ALIKE.get(letter) or unicodedata.normalize("NFKC", letter)
    if covered.issuperset(plain) and not set(plain) & set("<>&"):
        return plain
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"
