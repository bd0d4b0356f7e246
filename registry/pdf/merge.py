"""Appends a few separately rendered pages to a shared body, keeping tags, fields and outline."""

import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf

#: Keys of a structure element that are copied unchanged.
_COPIED = ("/Type", "/S", "/A", "/C", "/T", "/Alt", "/ActualText", "/E", "/Lang")


@lru_cache(maxsize=16)
def count_pages(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _as_it_is(_pdf: Pdf) -> None:
    return None


def append_pages(body: bytes, own: bytes, finish: Callable[[Pdf], None] = _as_it_is) -> bytes:
    """Join two files: the unchanged body, then the other pages with their structure, signature fields and
    outline. `finish` may change the result before it is saved.
    """
    with pikepdf.open(io.BytesIO(body)) as pdf, pikepdf.open(io.BytesIO(own)) as single:
        _Appending(pdf, single).run()
        finish(pdf)
        return save(pdf)


def tidy(content: bytes, finish: Callable[[Pdf], None] = _as_it_is) -> bytes:
    """Remove unused objects from a rendered file, and save it as merged ones are saved."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        finish(pdf)
        return save(pdf)


def save(pdf: Pdf) -> bytes:
    """The bytes of a file with a plain cross-reference table, which incremental signatures can extend."""
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=ObjectStreamMode.disable, compress_streams=True)
    return out.getvalue()


class _Appending:
    """One merge: pages first, then the structure tree, then fields and outline."""

    def __init__(self, pdf: Pdf, single: Pdf) -> None:
        self.pdf, self.single = pdf, single
        self.first = len(pdf.pages)
        self.numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        self.next_slot = 1 + max((int(self.numbers[at]) for at in range(0, len(self.numbers), 2)), default=-1)
        #: Object number of a page in the added file -> (the page here, content id -> its element here).
        self.pages: dict[int, tuple[Any, dict[int, Any]]] = {}
        #: Number of an annotation in the added file's parent tree -> the annotation here.
        self.annotations: dict[int, Any] = {}

    def run(self) -> None:
        self._append_pages()
        self._share_fonts()
        document = self.pdf.Root.StructTreeRoot.K[0]
        for element in _kids(self.single.Root.StructTreeRoot.K[0]):
            clone = self._clone(element, None)
            clone.P = document
            document.K.append(clone)
        self._fill_parent_tree()
        self._carry_fields()
        self._carry_outline()

    def _append_pages(self) -> None:
        for page in self.single.pages:
            self.pdf.pages.append(page)
            here = self.pdf.pages[-1].obj
            self.pages[page.obj.objgen[0]] = (here, {})
            for annotation in here.get("/Annots", Array()):
                annotation.P = here
                if "/StructParent" in annotation:
                    self.annotations[int(annotation.StructParent)] = annotation

    def _share_fonts(self) -> None:
        """Let the body use the added pages' font files where those hold all glyphs that it uses."""
        if self.first == 0:
            return
        here, added = (_fonts(self.pdf.pages[at]) for at in (0, self.first))
        for name in here.keys() & added.keys():
            ours, theirs = here[name].DescendantFonts[0], added[name].DescendantFonts[0]
            is_same = ours.BaseFont == theirs.BaseFont and "/FontFile2" in theirs.FontDescriptor
            if is_same and _widths(ours).items() <= _widths(theirs).items():
                ours.FontDescriptor.FontFile2 = theirs.FontDescriptor.FontFile2

    def _clone(self, element: Any, page_number: int | None) -> Any:
        own = element.get("/Pg")
        page_number = own.objgen[0] if own is not None else page_number
        clone = self.pdf.make_indirect(
            Dictionary({key: self._copied(element[key]) for key in _COPIED if key in element})
        )
        if "/ID" in element:
            clone.ID = pikepdf.String(f"own-{element.ID!s}")
        if page_number is not None:
            clone.Pg = self.pages[page_number][0]
        kids = [self._clone_kid(kid, clone, page_number) for kid in _kids(element)]
        # With a list of one field, validators would distrust later signatures.
        clone.K = (
            kids[0]
            if len(kids) == 1 and "/K" in element and not isinstance(element.K, Array)
            else Array(kids)
        )
        self._rename_headers(clone)
        return clone

    def _clone_kid(self, kid: Any, clone: Any, page_number: int | None) -> Any:
        if not isinstance(kid, Dictionary):
            assert page_number is not None
            self.pages[page_number][1][int(kid)] = clone
            return int(kid)
        if "/S" in kid:
            child = self._clone(kid, page_number)
            child.P = clone
            return child
        if kid.get("/Type") == Name.OBJR:
            annotation = self.annotations[int(kid.Obj.StructParent)]
            slot = self._new_slot(clone)
            annotation.StructParent = slot
            return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=annotation.P)
        number = kid.Pg.objgen[0] if "/Pg" in kid else page_number
        assert number is not None
        self.pages[number][1][int(kid.MCID)] = clone
        return Dictionary(Type=Name.MCR, Pg=self.pages[number][0], MCID=int(kid.MCID))

    def _rename_headers(self, clone: Any) -> None:
        attributes = clone.get("/A")
        for attribute in attributes if isinstance(attributes, Array) else [attributes]:
            if isinstance(attribute, Dictionary) and "/Headers" in attribute:
                attribute.Headers = Array([pikepdf.String(f"own-{header!s}") for header in attribute.Headers])

    def _copied(self, value: Any) -> Any:
        if getattr(value, "is_indirect", False):
            return self.pdf.copy_foreign(value)
        if isinstance(value, Dictionary | Array):
            return pikepdf.Object.parse(value.unparse(resolved=True))
        return value

    def _fill_parent_tree(self) -> None:
        for page, marked in self.pages.values():
            page.StructParents = self.next_slot
            by_place = [marked.get(at) for at in range(max(marked, default=-1) + 1)]
            self._new_slot(
                self.pdf.make_indirect(Array([None if place is None else place for place in by_place]))
            )
        self.pdf.Root.StructTreeRoot.ParentTreeNextKey = self.next_slot

    def _new_slot(self, value: Any) -> int:
        slot = self.next_slot
        self.numbers.append(slot)
        self.numbers.append(value)
        self.next_slot += 1
        return slot

    def _carry_fields(self) -> None:
        widgets = [
            annotation
            for page in self.pdf.pages[self.first :]
            for annotation in page.obj.get("/Annots", Array())
            if annotation.get("/FT") == Name.Sig
        ]
        if widgets:
            self.pdf.Root.AcroForm = self.pdf.make_indirect(Dictionary(Fields=Array(widgets), SigFlags=3))

    def _carry_outline(self) -> None:
        """Add the outline of the added pages below the title of the body, if it has one; their headings move
        down a level.
        """
        with self.single.open_outline() as source, self.pdf.open_outline() as outline:
            above = outline.root[0].children if len(outline.root) == 1 else outline.root
            above.extend(self._entry(item) for item in source.root)

    def _entry(self, item: OutlineItem) -> OutlineItem:
        assert isinstance(item.destination, Array)  # WeasyPrint writes it this way
        page, *place = item.destination
        here = Array([self.pages[page.objgen[0]][0], *place])
        entry = OutlineItem(str(item.title), here)
        entry.children = [self._entry(child) for child in item.children]
        return entry


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _fonts(page: pikepdf.Page) -> dict[str, Any]:
    return dict(page.Resources.get("/Font", Dictionary()).items())


def _widths(font: Any) -> dict[int, int]:
    """The width of each glyph of a font (ISO 32000-1, 9.7.4.3; WeasyPrint writes one of its two forms)."""
    widths: dict[int, int] = {}
    for first, run in zip(font.W[0::2], font.W[1::2], strict=True):
        widths |= {int(first) + at: int(width) for at, width in enumerate(run)}
    return widths
