"""What a signature has to be: the name, typed or drawn, and what was agreed to."""

import re
from dataclasses import dataclass

from registry.errors import N_, RuleBroken
from registry.partners.rules.names import fold_name


@dataclass(frozen=True)
class Consent:
    """One version of the words confirmed at the signing."""

    key: str
    electronic: dict[str, str]
    authority: dict[str, str]


#: Letters of the shortest name.
FEWEST_LETTERS = 2
#: Drawn signature: strokes of points in a box of this size.
DRAWING_BOX = (600, 200)
MOST_POINTS = 4_000


def is_name(text: str) -> bool:
    """Whether a text can be somebody's name: it has two letters at least, of any script."""
    return sum(letter.isalpha() for letter in text) >= FEWEST_LETTERS


#: What is said of a signature that is another person's name.
OTHER_NAME = N_("This is another name than the one above. Type your own name as you sign.")


def is_signature_of(typed: str, name: str) -> bool:
    """Whether what was typed can be how a person of a name signs: it shares a word, or is their initials."""
    words, signed = (re.findall(r"\w+", fold_name(text)) for text in (name, typed))
    initials = [word[0] for word in words]
    return bool(set(words) & set(signed)) or all(len(word) == 1 and word in initials for word in signed)


def check_drawing(strokes: object) -> list[list[list[float]]]:
    """The strokes of a drawn signature, or words on what is wrong with them."""
    if not isinstance(strokes, list) or not strokes:
        raise RuleBroken(N_("Draw your signature, or type it."), field="signature_strokes")
    cleaned = [
        [_point(point) for point in stroke] for stroke in strokes if isinstance(stroke, list) and stroke
    ]
    if not cleaned or sum(map(len, cleaned)) > MOST_POINTS:
        raise RuleBroken(
            N_("This drawing cannot be read. Draw it again, or type it."), field="signature_strokes"
        )
    return cleaned


def _point(point: object) -> list[float]:
    width, height = DRAWING_BOX
    if isinstance(point, list) and len(point) == 2 and all(isinstance(value, int | float) for value in point):
        x, y = point
        if 0 <= x <= width and 0 <= y <= height:
            return [round(float(x), 1), round(float(y), 1)]
    raise RuleBroken(N_("This drawing cannot be read. Draw it again, or type it."), field="signature_strokes")
