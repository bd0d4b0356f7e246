"""Enumerations whose members carry the texts people read; the database stores only the value."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """An enumeration with a value, a label, a tone and a longer text (hint) per member.

    `OPEN = "open", N_("Open"), "info"`: label and hint are catalogue texts, not yet translated. Templates
    translate them with the filters `label` and `hint`, Python with `gettext(member.label)`. The tones are
    those of `_macros/ui.html`. An enumeration with one more text per member defines an `__init__` of its own.
    """

    label: str
    tone: str
    hint: str

    def __new__(cls, value: str, *_texts: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        return member

    # with defaults, because a type checker takes `State("open")` for a call of this method
    def __init__(self, _value: str, label: str = "", tone: str = "quiet", hint: str = "") -> None:
        self.label = label
        self.tone = tone
        self.hint = hint
