"""The tags of a PDF as a plain tree, as a screen reader has them, and what is wrong with it.

Rules: PDF/UA-1 (ISO 14289-1) where it has one, else what somebody who listens to the page would miss.
"""

import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

HEADING = re.compile(r"H[1-6]")
#: What may stand directly in these.
INSIDE = {"L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"}, "TR": {"TH", "TD"}}
SHOWING = {"Tj", "TJ", "'", '"'}


@dataclass
class Element:
    """One element of the tree."""

    role: str
    kids: list["Element"] = field(default_factory=list)
    #: What it says itself and through its kids, in order.
    text: str = ""
    alt: str = ""
    #: Number of the page where it begins, from 1; 0 where it has no content.
    page: int = 0
    identity: str = ""
    headers: list[str] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    #: Subtype, and the words for who cannot see it, of each annotation in it.
    annotations: list[tuple[str, str]] = field(default_factory=list)

    def all(self) -> Iterator["Element"]:
        """It and all below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.all()

    def of(self, *roles: str) -> list["Element"]:
        """Those below it that have one of these roles."""
        return [one for one in self.all() if one.role in roles]


@dataclass(frozen=True)
class Entry:
    """An entry of the outline."""

    level: int
    title: str
    page: int


class Structured:
    """A PDF with its tree, outline and text."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        with pikepdf.open(io.BytesIO(content)) as pdf:
            self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
            self.said = [_marked_text(page) for page in pdf.pages]
            self.reached: list[set[int]] = [set() for _ in self.said]
            self.roots = [self._element(kid, 0) for kid in _kids(pdf.Root.StructTreeRoot)]
            self.outline = list(self._entries(pdf))
            self.language = str(pdf.Root.get("/Lang", ""))
            self.title = str(pdf.docinfo.get("/Title", ""))
            self.shows_title = bool(pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False))
            self.fields = [str(one.get("/T")) for one in pdf.Root.get("/AcroForm", {}).get("/Fields", [])]

    @property
    def root(self) -> Element:
        """The one Document."""
        return self.roots[0]

    @property
    def headings(self) -> list[Entry]:
        """The headings as an outline would have them."""
        found = [one for one in self.root.all() if HEADING.fullmatch(one.role)]
        return [Entry(int(one.role[1]), one.text, one.page) for one in found]

    def _element(self, element: Any, page: int) -> Element:
        page = self.pages[element.Pg.objgen] if "/Pg" in element else page
        attributes = element.get("/A", Dictionary())
        made = Element(
            role=str(element.S)[1:],
            alt=str(element.get("/Alt", "")),
            identity=str(element.get("/ID", "")),
            headers=[str(one) for one in attributes.get("/Headers", [])],
            columns=int(attributes.get("/ColSpan", 1)),
            rows=int(attributes.get("/RowSpan", 1)),
        )
        for kid in _kids(element):
            self._take(made, kid, page)
        return made

    def _take(self, made: Element, kid: Any, page: int) -> None:
        if isinstance(kid, Dictionary) and "/S" in kid:
            below = self._element(kid, page)
            made.kids.append(below)
            made.text += below.text
            made.page = made.page or below.page
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            words = kid.Obj.get("/TU") or kid.Obj.get("/Contents") or ""
            made.annotations.append((str(kid.Obj.Subtype)[1:], str(words)))
        else:
            number = int(kid.MCID) if isinstance(kid, Dictionary) else int(kid)
            made.page = made.page or page
            made.text += self.said[page - 1].get(number, "")
            self.reached[page - 1].add(number)

    def _entries(self, pdf: Pdf) -> Iterator[Entry]:
        with pdf.open_outline() as outline:
            waiting = [(1, item) for item in reversed(outline.root)]
            while waiting:
                level, item = waiting.pop()
                yield Entry(level, str(item.title), self.pages[item.destination[0].objgen])
                waiting += [(level + 1, child) for child in reversed(item.children)]


def problems_of(content: bytes, language: str) -> list[str]:
    """What a reader of this file would miss, in words; nothing where all is well."""
    file = Structured(content)
    if [one.role for one in file.roots] != ["Document"]:
        return [f"the tree has {[one.role for one in file.roots]} instead of one Document"]
    return [
        *_of_the_whole(file, language),
        *_of_headings(file),
        *_of_tables(file.root),
        *_of_lists(file.root),
        *_of_pictures_and_fields(file),
        *_of_content(file),
    ]


def _of_the_whole(file: Structured, language: str) -> Iterator[str]:
    if file.language != f"{language}-CA":
        yield f"the language is {file.language}"
    if not file.title or not file.shows_title:
        yield f"the title {file.title!r} is not shown"


def _of_headings(file: Structured) -> Iterator[str]:
    levels = [one.level for one in file.headings]
    if levels[:1] != [1] or levels.count(1) > 1:
        yield f"the headings begin with {levels[:3]} and have {levels.count(1)} titles"
    for above, one in zip(file.headings, file.headings[1:], strict=False):
        if one.level > above.level + 1:
            yield f"{one.title!r} skips a level below {above.title!r}"
    outline = [(one.level, _squeezed(one.title), one.page) for one in file.outline]
    headings = [(one.level, _squeezed(one.title), one.page) for one in file.headings]
    if outline != headings:
        yield f"the outline differs from the headings: {set(outline) ^ set(headings)}"


def _of_tables(root: Element) -> Iterator[str]:
    known = {one.identity for one in root.of("TH")}
    for table in root.of("Table"):
        rows = [sum(cell.columns for cell in row.kids) for row in table.of("TR")]
        if len(set(rows)) != 1 and all(cell.rows == 1 for cell in table.of("TH", "TD")):
            yield f"a table has rows of {sorted(set(rows))} cells: {table.text[:60]!r}"
        for cell in table.of("TD"):
            if not cell.headers or not known.issuperset(cell.headers):
                yield f"a cell has no header: {cell.text[:60]!r}"
        yield from (f"a header is empty in {table.text[:60]!r}" for one in table.of("TH") if not one.text)
        yield from (f"a cell is empty in {table.text[:60]!r}" for one in table.of("TD") if _is_empty(one))


def _of_lists(root: Element) -> Iterator[str]:
    for element in root.all():
        held = {kid.role for kid in element.kids}
        wrong = held - INSIDE.get(element.role, held)
        if wrong:
            yield f"{element.role} holds {sorted(wrong)}: {element.text[:60]!r}"


def _of_pictures_and_fields(file: Structured) -> Iterator[str]:
    for figure in file.root.of("Figure"):
        if not figure.alt:
            yield f"a figure has no words on page {figure.page}"
    for element in file.root.all():
        for kind, words in element.annotations:
            if not words or element.role != {"Widget": "Form", "Link": "Link"}.get(kind):
                yield f"{kind} in {element.role} says {words!r}"
    widgets = [1 for one in file.root.all() for kind, _ in one.annotations if kind == "Widget"]
    if len(widgets) != len(file.fields):
        yield f"{len(file.fields)} fields, {len(widgets)} of them tagged"


def _of_content(file: Structured) -> Iterator[str]:
    for number, (said, reached) in enumerate(zip(file.said, file.reached, strict=True), start=1):
        if said.get(_OUTSIDE, ""):
            yield f"page {number} has text that is neither tagged nor an artifact: {said[_OUTSIDE]!r}"
        lost = {said[at] for at in said.keys() - reached - {_OUTSIDE}}
        if lost:
            yield f"page {number} has marked content out of the tree: {lost}"
        tagged, shown = _squeezed(text_on(file.root, number)), _squeezed(raw_text(file.content, number))
        if tagged not in shown:
            yield f"page {number} reads otherwise than its tags: {tagged[:200]!r}"


def text_on(element: Element, number: int) -> str:
    """What the tags say of one page, in order; without marks and pictures, drawn after the lines."""
    if element.role in {"Lbl", "Figure"}:
        return ""
    if element.kids:
        return "".join(text_on(kid, number) for kid in element.kids)
    return element.text if element.page == number else ""


def raw_text(content: bytes, page: int) -> str:
    """The text of a page in the order in which it is drawn, by another program."""
    command = ["pdftotext", "-raw", "-f", str(page), "-l", str(page), "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\xad]+", "", unicodedata.normalize("NFC", text))


def _is_empty(cell: Element) -> bool:
    return not cell.text.strip() and not cell.of("Figure") and not any(one.annotations for one in cell.all())


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


#: In place of a number: what is shown outside of all marked content.
_OUTSIDE = -1


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    """The text of each piece of marked content of a page by its number; artifacts left out."""
    fonts = {str(name): _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    said: dict[int, str] = {}
    inside: list[int | None] = []
    letters: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BMC", "BDC"}:
            inside.append(_number(operands))
            if (number := inside[-1]) is not None:
                said.setdefault(number, "")
        elif name == "EMC":
            inside.pop()
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in SHOWING and None not in inside:
            place = inside[-1] if inside else _OUTSIDE
            assert place is not None
            said[place] = said.get(place, "") + _shown(operands, letters)
    return said


def _number(operands: Any) -> int | None:
    """The number of marked content that begins; none of an artifact."""
    return int(operands[1].MCID) if len(operands) > 1 and "/MCID" in operands[1] else None


def _shown(operands: Any, letters: dict[str, str]) -> str:
    pieces = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
    codes = "".join(bytes(one).hex() for one in pieces if isinstance(one, pikepdf.String))
    return "".join(letters[codes[at : at + 4]] for at in range(0, len(codes), 4))


def _letters(font: Any) -> dict[str, str]:
    """What each two-byte code of a font says, by the table that it carries."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", table)
    return {code.lower(): bytes.fromhex(said).decode("utf-16-be") for code, said in pairs}
