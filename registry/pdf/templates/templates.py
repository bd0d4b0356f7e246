"""Pages that many records have but for some texts: rendered once, then filled in.

The first record of its kind is rendered, joined to the shared pages and taken apart. Of the next one of equal
skeleton only the texts that differ are set, in the lines of the first; where one takes other lines, or
letters that the first file's fonts lack, the record's own pages are rendered.
"""

import io
import re
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import pikepdf
import pydyf
import segno
from pikepdf import Name
from weasyprint.document import Document

from registry.pdf.render import QR_BORDER, QR_MASK, QR_SCALE, QR_SCHEME
from registry.pdf.signatures.revisions import Frame
from registry.pdf.templates.holes import Holes, Values, field_with
from registry.pdf.templates.lines import Line, Pen, Unfit, lines_of
from registry.pdf.templates.pieces import Attribute, Pieces
from registry.pdf.templates.skeletons import Skeleton

#: CSS pixels in a point.
_POINT = 0.75
_FOOTER = "@bottom-left"
#: The most templates that differ in their lines only, and of all, of some three megabytes each.
MOST_OF_A_KEY, MOST = 6, 24
_STROKE = re.compile(r"([ML])([\d.]+) ([\d.]+)")


@dataclass(frozen=True)
class Slot:
    """A text's lines on one page, and the places of their operators in the page's content."""

    lines: tuple[Line, ...]
    places: tuple[slice, ...]


@dataclass(frozen=True)
class Filled:
    """A finished file, not yet sealed, and what must be known of it to seal it."""

    content: bytes
    frame: Frame
    pages: int


@dataclass(frozen=True)
class Rendered:
    """A record's file as it was rendered; it is taken apart only when there is another to fill into it."""

    file: Filled
    #: The record's own pages, which are the last of the file.
    document: Document
    pieces: Pieces
    footer: str


class Template:
    """One record's file, taken apart."""

    def __init__(self, rendered: Rendered) -> None:
        """Raises `Unfit` where nothing can be filled into the file."""
        document, self.file = rendered.document, rendered.file
        self.pieces, self.footer = rendered.pieces, rendered.footer
        self.pen = Pen(document.fonts)
        self.glyphs = self.pen.glyphs()
        with pikepdf.open(io.BytesIO(self.file.content)) as pdf:
            first_page = self.file.pages - len(document.pages)
            own = pdf.pages[first_page:]
            self.contents = [page.Contents.read_bytes() for page in own]
            self.content_numbers = [page.Contents.objgen[0] for page in own]
            self.image = _only_image(own)
            self.holes = Holes(pdf, first_page, self.pieces)
        content, margins = lines_of(document)
        self.slots = [self._slots([lines]) for lines in _by_text(content, self.pieces)]
        self.footers = self._slots([[line] for line in margins.get(_FOOTER, ())])
        self.strokes = {
            number: self._place_of(_strokes(attribute.value))
            for number, attribute in enumerate(self.pieces.attributes)
            if attribute.name == "d"
        }
        varying = [*self.content_numbers, *(written.number for written in self.holes.objects)]
        self.skeleton = Skeleton(self.file.content, varying + ([self.image.number] if self.image else []))

    def filled(self, pieces: Pieces, footer: str) -> Filled:
        """The file of another record. Raises `Unfit` where its own pages must be rendered."""
        if len(pieces.texts) != len(self.slots):
            raise Unfit("other texts")
        try:
            return self._filled(pieces, footer)
        finally:
            self.pen.forget(self.glyphs)

    def _filled(self, pieces: Pieces, footer: str) -> Filled:
        self.holes.check(pieces)
        changes: list[tuple[int, slice, bytes]] = []
        wider: dict[int, float] = {}
        for number, (old, new) in enumerate(zip(self.pieces.texts, pieces.texts, strict=True)):
            if old.value != new.value:
                wider[number] = self._set(new.value, self.slots[number], changes)
        if footer != self.footer:
            self._set(footer, self.footers, changes)
        changes += self._redrawn(pieces.attributes)
        if self.pen.glyphs() != self.glyphs:
            raise Unfit("letters that the file's fonts lack")
        values = Values(pieces, wider)
        objects = {written.number: written.filled(values) for written in self.holes.objects}
        frame = self.file.frame
        fields = {name: field_with(field, objects) for name, field in frame.fields.items()}
        written = {one.number: b"<< " + objects[one.number] + one.rest + b" >>" for one in self.holes.objects}
        written |= dict(zip(self.content_numbers, map(_stream, self._pages(changes)), strict=True))
        written |= self._image(pieces.attributes)
        return Filled(self.skeleton.filled(written), replace(frame, fields=fields), self.file.pages)

    def _set(self, text: str, slots: Sequence[Slot], changes: list[tuple[int, slice, bytes]]) -> float:
        """Set a text in its lines; by how much the last is longer than the template's, in points."""
        wider = 0.0
        if not slots:
            raise Unfit("not alone on its lines")
        for slot in slots:
            for line, place, box in zip(slot.lines, slot.places, self.pen.set(text, slot.lines), strict=True):
                changes.append((line.page, place, self.pen.draw(box)))
                wider = _POINT * (box.width - line.box.width)
        return wider

    def _redrawn(self, attributes: Sequence[Attribute]) -> Iterator[tuple[int, slice, bytes]]:
        """Drawn signatures."""
        for number, place in self.strokes.items():
            if attributes[number] != self.pieces.attributes[number]:
                operators = _strokes(attributes[number].value)
                if place is None or not operators:
                    raise Unfit("a drawing of other than straight strokes")
                yield (*place, operators)

    def _pages(self, changes: Sequence[tuple[int, slice, bytes]]) -> Iterator[bytes]:
        for number, content in enumerate(self.contents):
            parts, at = [], 0
            here = [(place, operators) for page, place, operators in changes if page == number]
            for place, operators in sorted(here, key=lambda one: one[0].start):
                parts += [content[at : place.start], operators]
                at = place.stop
            yield b"".join([*parts, content[at:]])

    def _image(self, attributes: Sequence[Attribute]) -> dict[int, bytes]:
        """The QR code, as a file has it."""
        if self.image is None:
            return {}
        (address,) = (one.value for one in attributes if _is_qr(one))
        return {self.image.number: self.image.filled(address.removeprefix(f"{QR_SCHEME}:"))}

    def _slots(self, texts: Sequence[Sequence[Line]]) -> list[Slot]:
        """The slots of a text that stands in one place or, as a footer, on each page; none where it cannot
        be set alone.
        """
        found = []
        for lines in texts:
            places = [self._place_of(self._operators(line), line.page) for line in lines]
            if not lines or not all(line.is_alone for line in lines) or None in places:
                return []
            found.append(Slot(tuple(lines), tuple(place[1] for place in places if place)))
        return found

    def _operators(self, line: Line) -> bytes:
        try:
            return self.pen.draw(line.box)
        except Unfit:
            return b""

    def _place_of(self, operators: bytes, page: int | None = None) -> tuple[int, slice] | None:
        """Where operators stand in the pages' content; none where they do not, or more than once."""
        places = [
            (number, slice(at, at + len(operators)))
            for number, content in enumerate(self.contents)
            if page in {None, number}
            and operators
            and content.count(operators) == 1
            and (at := content.index(operators)) >= 0
        ]
        return places[0] if len(places) == 1 else None


class Templates:
    """The files of a process into which others are filled, those used last at the end; lost with it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, list[Rendered | Template]] = OrderedDict()
        #: Filling uses a template's fonts, which other threads must not.
        self._lock = threading.Lock()

    def filled(self, key: str, pieces: Pieces, footer: str) -> Filled | None:
        """A file filled in one of the templates of a key; none where it fits none of them."""
        with self._lock:
            templates = self._kept.get(key, [])
            for template in list(templates):
                templates.remove(template)
                with suppress(Unfit):
                    apart = Template(template) if isinstance(template, Rendered) else template
                    templates.append(apart)
                    filled = apart.filled(pieces, footer)
                    templates.insert(0, templates.pop())
                    self._kept.move_to_end(key)
                    return filled
            return None

    def add(self, key: str, rendered: Rendered) -> None:
        """Keep a file, and forget those of the keys that were not used for longest."""
        with self._lock:
            templates = self._kept.setdefault(key, [])
            templates.insert(0, rendered)
            del templates[MOST_OF_A_KEY:]
            self._kept.move_to_end(key)
            while len(self) > MOST:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return sum(map(len, self._kept.values()))

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()


@dataclass(frozen=True)
class Image:
    """The object of a QR code, and the width and height of its picture."""

    number: int
    size: tuple[int, int]

    def filled(self, address: str) -> bytes:
        """The picture of another address."""
        size, rows = qr_rows(address)
        if size != self.size:
            raise Unfit("a picture of another size")
        head = (
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1"
            b" /ColorSpace /DeviceGray /Interpolate false /Filter /FlateDecode /Length %d >>"
        )
        packed = zlib.compress(rows)
        return head % (*size, len(packed)) + b"\nstream\n" + packed + b"\nendstream"


def qr_rows(address: str) -> tuple[tuple[int, int], bytes]:
    """The size of a QR code's picture in pixels, and its rows of one bit a pixel, white being 1."""
    modules = list(segno.make(address, error="m", mask=QR_MASK).matrix_iter(scale=1, border=QR_BORDER))
    width = QR_SCALE * len(modules)
    filler = "1" * (-width % 8)
    rows = []
    for module in modules:
        bits = "".join(("0" if dark else "1") * QR_SCALE for dark in module) + filler
        rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big") * QR_SCALE)
    return (width, width), b"".join(rows)


def _only_image(pages: Sequence[pikepdf.Page]) -> Image | None:
    """The picture on some pages; none where there is none, or more than one."""
    found = {
        thing.objgen[0]: (int(thing.Width), int(thing.Height))
        for page in pages
        for thing in page.Resources.get("/XObject", pikepdf.Dictionary()).values()
        if thing.get("/Subtype") == Name.Image
    }
    return Image(*next(iter(found.items()))) if len(found) == 1 else None


def _by_text(lines: Sequence[Line], pieces: Pieces) -> list[list[Line]]:
    """The lines of each text. Raises `Unfit` where the pages do not read as their HTML does."""
    rest, found = iter(lines), []
    for text in pieces.texts:
        wanted, here = _letters(text.value), []
        while wanted:
            line = next(rest, None)
            if line is None or not wanted.startswith(_letters(line.box.text)):
                raise Unfit("the pages read otherwise")
            here.append(line)
            wanted = wanted.removeprefix(_letters(line.box.text))
        found.append(here)
    if next(rest, None) is not None:
        raise Unfit("the pages say more")
    return found


def _letters(text: str) -> str:
    return text.replace(" ", "")


def _is_qr(attribute: Attribute) -> bool:
    return attribute.name == "src" and attribute.value.startswith(f"{QR_SCHEME}:")


def _strokes(path: str) -> bytes:
    """The operators of a path of straight strokes; empty for any other path."""
    if _STROKE.sub("", path).strip():
        return b""
    stream = pydyf.Stream()
    for operator, x, y in _STROKE.findall(path):
        (stream.move_to if operator == "M" else stream.line_to)(float(x), float(y))
    return b"\n".join(map(pydyf._to_bytes, stream.stream))


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
