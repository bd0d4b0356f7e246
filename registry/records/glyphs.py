"""Letters that no shipped font has: named in words, so that nothing a person typed goes missing unseen.

Without a glyph a letter would leave a gap, or take its shape from whatever font the machine happens to have,
and the file would break PDF/A and PDF/UA (no reference to .notdef). As typed it stays in the registry's data.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
STYLE = Path(__file__).resolve().parent.parent.parent / "templates" / "records" / "_paper.css"

#: What may stand for a letter without changing what is said.
_ALIKE = {"\u202f": "\xa0", "\u2011": "-"}
_BETWEEN_TAGS = re.compile("[^<>]+")
#: Of marks that have no shape of their own: joiners, directions, choices of a variant.
_SHAPELESS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    """Every letter that the fonts of records can show, with white space."""
    names = set(re.findall(r"fonts/([\w.-]+\.woff2)", STYLE.read_text(encoding="utf-8")))
    covered = {"\t", "\n", "\r"}
    for name in names:
        with TTFont(FONTS / name, lazy=True) as font:
            covered.update(map(chr, font.getBestCmap()))
    return frozenset(covered)


def in_shipped_letters(text: str) -> str:
    """A text, composed (NFC), in letters that records can show; others as `[slightly smiling face]`.

    A stroke typed at the beginning of a name never composes with the end of a tag before it.
    """
    composed = _BETWEEN_TAGS.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    missing = set(composed) - _covered()
    return composed.translate({ord(letter): _instead(letter) for letter in missing}) if missing else composed


def _instead(letter: str) -> str:
    if unicodedata.category(letter) in {"Cf", "Cc"} or _SHAPELESS.match(letter):
        return ""
    plain = _ALIKE.get(letter) or unicodedata.normalize("NFKC", letter)
    if _covered().issuperset(plain) and not set(plain) & set("<>&"):
        return plain
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"
