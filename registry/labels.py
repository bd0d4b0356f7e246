"""Enumerations whose members bear what people read of them; the database keeps the value alone."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """Each member is a line of its value, its label, the tone it is shown in, and a longer text about it.

    `OPEN = "open", N_("Open"), "info"`: label and hint are texts of the catalogue, not translated yet; the
    filters `label` and `hint` do that in templates, and `gettext(member.label)` elsewhere. Tones are those of
    `_macros/ui.html`. An enumeration that needs one text more takes it in an `__init__` of its own.
    """

    label: str
    tone: str
    hint: str

    def __new__(cls, value: str, *_texts: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        return member

    # defaults, since a type checker takes `State("open")` for a call of this
    def __init__(self, _value: str, label: str = "", tone: str = "quiet", hint: str = "") -> None:
        self.label = label
        self.tone = tone
        self.hint = hint
