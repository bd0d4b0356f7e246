"""The strings in the objects of a record's pages that say what its pages say: alternative texts, titles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from registry.pdf.signatures.revisions import Field, entries_of
from registry.pdf.templates.lines import Unfit
from registry.pdf.templates.pieces import Pieces
from registry.pdf.values import text_string

_HOLE = re.compile(rb"\(@hole:(\w+):(\d+)@\)")
#: Kinds of holes: a heading in the outline, an attribute, the width of a link.
_HEADING, _ATTRIBUTE, _LINK = "heading", "attribute", "link"


@dataclass(frozen=True)
class Values:
    """What is filled in: texts, attributes, and by which a text is wider than in the template, in points."""

    pieces: Pieces
    wider: Mapping[int, float]


@dataclass(frozen=True)
class Written:
    """An object with holes: its entries in parts, between two parts a hole's kind and number."""

    number: int
    parts: tuple[bytes, ...]
    #: Entries that are left out where a signature is put into a field.
    rest: bytes
    rectangle: tuple[float, ...] = ()

    def filled(self, values: Values) -> bytes:
        """Its entries for other values."""
        written = [self.parts[0]]
        for kind, number, part in zip(self.parts[1::3], self.parts[2::3], self.parts[3::3], strict=True):
            written += [self._value(kind.decode(), int(number), values), part]
        return b"".join(written)

    def _value(self, kind: str, number: int, values: Values) -> bytes:
        if kind == _HEADING:
            return text_string(values.pieces.texts[number].value)
        if kind == _ATTRIBUTE:
            return text_string(values.pieces.attributes[number].value)
        left, bottom, right, top = self.rectangle
        return b"[ %.4f %.4f %.4f %.4f ]" % (left, bottom, right + values.wider.get(number, 0), top)


class Holes:
    """All objects with holes on some pages of a file."""

    def __init__(self, pdf: Pdf, first_page: int, pieces: Pieces) -> None:
        self.pieces = pieces
        self.pages = {page.obj.objgen for page in pdf.pages[first_page:]}
        #: Texts and attributes that some object says as well, with all that say the same in the template.
        self.same: dict[tuple[str, int], tuple[int, ...]] = {}
        self.links = [number for number, text in enumerate(pieces.texts) if text.tag == "a"]
        #: The places on the pages where one can follow a link.
        self.boxes = 0
        self.objects = [written for thing in pdf.objects if (written := self._written(thing))]

    def check(self, values: Pieces) -> None:
        """Raises `Unfit` where what differs is not said by an object, or cannot be told apart."""
        for number, (old, new) in enumerate(zip(self.pieces.texts, values.texts, strict=True)):
            if old.is_heading and old != new:
                self._check(_HEADING, number, [text.value for text in values.texts])
            if number in self.links and old != new and self.boxes != 1:
                raise Unfit("a link of more than one line, or one of several")
        for number, (before, now) in enumerate(zip(self.pieces.attributes, values.attributes, strict=True)):
            if before != now and before.name not in _DRAWN:
                self._check(_ATTRIBUTE, number, [attribute.value for attribute in values.attributes])

    def _check(self, kind: str, number: int, values: Sequence[str]) -> None:
        said = {values[other] for other in self.same.get((kind, number), ())}
        if said != {values[number]}:
            raise Unfit("said elsewhere")

    def _written(self, thing: Any) -> Written | None:
        if not isinstance(thing, Dictionary) or not self._is_here(thing):
            return None
        copy = Dictionary(dict(thing.items()))
        is_link = thing.get("/Subtype") == Name.Link
        if not self._make_holes(copy, is_link=is_link):
            return None
        rectangle = tuple(map(float, thing.Rect)) if is_link else ()
        is_field = thing.get("/FT") == Name.Sig
        rest = entries_of(Dictionary(AP=thing.AP)) if is_field else b""
        parts = _HOLE.split(entries_of(copy, without=("/AP", "/V") if is_field else ()))
        return Written(thing.objgen[0], tuple(parts), rest, rectangle)

    def _is_here(self, thing: Any) -> bool:
        page = thing.get("/Pg", thing.get("/P"))
        if page is None and isinstance(thing.get("/Dest"), pikepdf.Array):
            page = thing.Dest[0]
        return page is not None and page.objgen in self.pages

    def _make_holes(self, copy: Any, *, is_link: bool) -> bool:
        """Put holes in the place of strings; whether there is any."""
        made = False
        for key, kind, names in _KEYS:
            if key in copy and isinstance(copy[key], pikepdf.String):
                made |= self._make_hole(copy, key, kind, names)
        if is_link and "/URI" in copy.get("/A", {}):
            copy.A = Dictionary(dict(copy.A.items()))
            made |= self._make_hole(copy.A, "/URI", _ATTRIBUTE, ("href",))
            self.boxes += 1
            if made and len(self.links) == 1:
                copy.Rect = pikepdf.String(f"@hole:{_LINK}:{self.links[0]}@")
        return made

    def _make_hole(self, copy: Any, key: str, kind: str, names: Sequence[str]) -> bool:
        value = str(copy[key])
        numbers = tuple(self._numbers(kind, names, value))
        if not numbers:
            return False
        self.same |= {(kind, number): numbers for number in numbers}
        copy[key] = pikepdf.String(f"@hole:{kind}:{numbers[0]}@")
        return True

    def _numbers(self, kind: str, names: Sequence[str], value: str) -> Iterator[int]:
        if kind == _HEADING:
            for number, text in enumerate(self.pieces.texts):
                if text.is_heading and text.value == value:
                    yield number
        else:
            for number, attribute in enumerate(self.pieces.attributes):
                if attribute.name in names and attribute.value == value:
                    yield number


_KEYS = (
    ("/Title", _HEADING, ()),
    ("/Alt", _ATTRIBUTE, ("alt", "title")),
    ("/TU", _ATTRIBUTE, ("title",)),
    ("/Contents", _ATTRIBUTE, ("href",)),
)


#: Attributes that are drawn on the page rather than said by an object.
_DRAWN = frozenset(("d", "src"))


def field_with(field: Field, written: Mapping[int, bytes]) -> Field:
    """A signature field with its entries as they were filled."""
    entries = written.get(field.number)
    return field if entries is None else Field(field.number, entries, field.width, field.height)
