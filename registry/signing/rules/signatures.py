"""Rules for a signature: the name, typed or drawn, and the consent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.errors import N_, RuleBroken
from registry.partners.rules.names import fold_name
from registry.signing.rules.step_up import NOTHING, Given


@dataclass(frozen=True)
class Consent:
    """One version of the statements confirmed at signing."""

    key: str
    electronic: dict[str, str]
    authority: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Signature:
    """The signature as a person entered it on the page behind their link."""

    name: str
    title: str
    language: str
    #: The name typed as signature, or the drawn signature as strokes of points.
    typed: str = ""
    strokes: Sequence[object] = ()
    consents: bool = False
    has_authority: bool = False
    #: The second proof, if the team requires one.
    proof: Given = NOTHING
    #: Address, browser and channel, for the evidence page.
    evidence: Mapping[str, Any] = field(default_factory=dict)


#: For the name, the title and the typed signature.
NAME_LENGTH = 200
#: The fewest letters of a name.
FEWEST_LETTERS = 2
#: A drawn signature consists of strokes of points in a box of this size.
DRAWING_BOX = (600, 200)
MOST_POINTS = 4_000


def is_name(text: str) -> bool:
    """Whether a text can be a name: it has at least two letters, of any script."""
    return sum(letter.isalpha() for letter in text) >= FEWEST_LETTERS


def is_signature_of(typed: str, name: str) -> bool:
    """Whether typed text can be the signature of a person: it shares a word with the name, or is its
    initials.
    """
    parts, signed = (re.findall(r"\w+", fold_name(text)) for text in (name, typed))
    initials = [word[0] for word in parts]
    return bool(set(parts) & set(signed)) or all(len(word) == 1 and word in initials for word in signed)


def check_signature(given: Signature) -> None:
    """Signatories state who they are, confirm that they may sign and agree, and sign with their name, typed
    or drawn.

    Raises `RuleBroken` on the wrong field.
    """
    if not is_name(given.name):
        raise RuleBroken(N_("Enter your name."), field="name")
    if not given.title.strip():
        raise RuleBroken(N_("Enter your title."), field="title")
    for name, text in (("name", given.name), ("title", given.title), ("typed", given.typed)):
        if len(text.strip()) > NAME_LENGTH:
            raise RuleBroken(N_("Use at most %(count)s characters."), field=name, count=NAME_LENGTH)
    if not given.has_authority:
        raise RuleBroken(
            N_("Confirm that you are authorized to bind your organization."), field="has_authority"
        )
    if not given.consents:
        raise RuleBroken(N_("Confirm that you agree to sign electronically."), field="consents")
    if not given.strokes:
        _check_typed(given.typed, given.name)


def _check_typed(typed: str, name: str) -> None:
    """A typed signature must be the name of the person who signs."""
    if not is_name(typed):
        raise RuleBroken(N_("Type your name as your signature."), field="typed")
    if not is_signature_of(typed, name):
        raise RuleBroken(
            N_("This is another name than the one above. Type your own name as you sign."), field="typed"
        )


def check_drawing(strokes: object) -> list[list[list[float]]]:
    """Parse the strokes of a drawn signature; raises with words when they are unusable."""
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
