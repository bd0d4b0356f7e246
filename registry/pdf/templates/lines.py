"""Sets single texts in lines as WeasyPrint does, in the style and width of a place on a rendered page.

Breaking, shaping and drawing are WeasyPrint's own functions (Pango and HarfBuzz), so that a text set here and
one rendered with its page are the same to the byte, whatever their script.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.document import Document
from weasyprint.draw.text import draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import split_text_box
from weasyprint.pdf.stream import Stream

#: The letters, digits and signs that every font of a template has, whether its first record needs them or
#: not: those of English and French, and of most names in Canada.
REPERTOIRE = (
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz{|}~"
    "ÀÂÄÁÇÈÉÊËÎÏÍÑÔÖÓÙÛÜÚàâäáãçèéêëîïíìñôöóòõùûüúÿœŒæß«»’‘“”–—…·•°²½\xa0ffiffffifl"
)
#: At this size in CSS pixels the widths of glyphs are measured, so that they are the same in every file.
_MEASURED_AT = 16


@dataclass(frozen=True)
class Line:
    """One line of a text on a rendered page."""

    page: int
    box: boxes.TextBox
    #: Whether nothing else stands on the line.
    is_alone: bool


class Unfit(Exception):
    """A text does not fit the lines of another."""


def lines_of(document: Document) -> tuple[list[Line], dict[str, list[Line]]]:
    """The lines of the pages' content in reading order, and those of their margins by place."""
    content: list[Line] = []
    margins: dict[str, list[Line]] = {}
    for number, page in enumerate(document.pages):
        for child in page._page_box.children:
            found = list(_lines(child, number))
            if isinstance(child, boxes.MarginBox):
                margins.setdefault(child.at_keyword, []).extend(found)
            else:
                content.extend(found)
    return content, margins


def _lines(box: Any, page: int, *, is_alone: bool = False) -> Iterator[Line]:
    if isinstance(box, boxes.TextBox):
        if box.text.strip(" "):
            yield Line(page, box, is_alone)
        return
    if isinstance(box, boxes.LineBox):
        is_alone = len([one for one in box.descendants() if _is_drawn(one)]) == 1
    for child in getattr(box, "children", ()):
        yield from _lines(child, page, is_alone=is_alone)


def _is_drawn(box: Any) -> bool:
    if isinstance(box, boxes.TextBox):
        return bool(box.text.strip(" "))
    return not isinstance(box, boxes.LineBox | boxes.InlineBox)


class Pen:
    """Sets and draws lines with the fonts of one document."""

    def __init__(self, fonts: dict[Any, Any]) -> None:
        self.fonts = fonts

    def set(self, text: str, lines: Sequence[Line]) -> list[boxes.TextBox]:
        """The text in the place of other lines. Raises `Unfit` where it takes more, fewer or higher ones."""
        found: list[boxes.TextBox] = []
        whole, skip = lines[0].box.copy_with_text(text), 0
        while skip is not None:
            if len(found) == len(lines):
                raise Unfit("more lines")
            place = lines[len(found)].box
            box, resume, is_broken = split_text_box(None, whole, place.pango_layout.max_width, skip)
            if box is None or is_broken or not _is_like(box, place):
                raise Unfit("another line")
            box.position_x, box.position_y = place.position_x, place.position_y
            found.append(box)
            skip = resume
        if len(found) < len(lines):
            raise Unfit("fewer lines")
        return found

    def draw(self, box: boxes.TextBox) -> bytes:
        """The operators that draw a line. Raises `Unfit` where it needs more than text: lines, pictures."""
        resources: dict[str, Any] = {"ExtGState": {}, "XObject": {}}
        stream = Stream(self.fonts, (0, 0, 1, 1), resources, {}, None, {}, None)
        draw_text(stream, box, 0, "clip", "none")
        operators = [pydyf._to_bytes(operator) for operator in stream.stream]
        if b"BT" not in operators or operators[-1] != b"ET":
            raise Unfit("more than text")
        return b"\n".join(operators[operators.index(b"BT") :])

    def glyphs(self) -> dict[Any, int]:
        """How many glyphs of each font are in use."""
        return {key: len(font.widths) for key, font in self.fonts.items()}

    def forget(self, glyphs: dict[Any, int]) -> None:
        """Forget what came into use since."""
        for key in [key for key in self.fonts if key not in glyphs]:
            del self.fonts[key]
        for key, count in glyphs.items():
            font = self.fonts[key]
            for used in (font.widths, font.to_unicode):
                for glyph in list(used)[count:]:
                    del used[glyph]


def _is_like(box: boxes.TextBox, place: boxes.TextBox) -> bool:
    """Whether a line is as high as another, and its letters stand as high in it."""
    return bool(
        box.height == place.height
        and box.baseline == place.baseline
        and place.style["white_space"] == "normal"
        and place.style["text_decoration_line"] == "none"
    )


def take_repertoire(document: Document) -> None:
    """Bring the repertoire into use in each font of a document that has not been drawn yet."""
    content, margins = lines_of(document)
    pen, seen = Pen(document.fonts), set()
    for line in [*content, *(line for lines in margins.values() for line in lines)]:
        style = line.box.style
        font = (style["font_family"], style["font_weight"], style["font_style"])
        if font in seen:
            continue
        seen.add(font)
        box = line.box.copy_with_text(REPERTOIRE)
        box.style = style.copy()
        box.style["font_size"] = _MEASURED_AT
        box, _, _ = split_text_box(None, box, None, 0)
        box.position_x = box.position_y = 0
        pen.draw(box)
