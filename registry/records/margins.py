"""What stands around the text of a page, made the artifact that it is.

WeasyPrint tags the boxes of a page's margin like text, with elements that only the parent tree knows: read
out, the team's name and a page number would stand in the middle of every sentence that a page breaks.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

#: Of a page's furniture (ISO 32000-1, 14.8.2.2.2).
_PAGINATION = {"Type": "/Pagination"}
_NOTHING = "null"


def make_artifacts(pdf: pydyf.PDF) -> None:
    """Mark as artifacts what the structure tree does not hold, and drop the elements made for it."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    linked = {id(element) for element in _walk(pdf, root)}
    unlinked = [thing for thing in pdf.objects if _is_element(thing) and id(thing) not in linked]
    marked: defaultdict[str, set[int]] = defaultdict(set)
    for element in unlinked:
        marked[_text(element["Pg"])].update(kid for kid in element["K"] if isinstance(kid, int))
        element.clear()  # unused from here on; pydyf cannot leave it out
    _forget(_object(pdf, root["ParentTree"]), {_text(element.reference) for element in unlinked})
    for page, numbers in marked.items():
        _rewrite(_object(pdf, _object(pdf, page)["Contents"]).stream, numbers)


def _walk(pdf: pydyf.PDF, element: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    kids = element.get("K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if not isinstance(kid, int) and _is_element(child := _object(pdf, kid)):
            yield child
            yield from _walk(pdf, child)


def _forget(parents: pydyf.Dictionary, references: set[str]) -> None:
    """Leave the places of a page's marked content, which go by number, and empty those of artifacts."""
    for at in range(1, len(parents["Nums"]), 2):
        elements = parents["Nums"][at]
        if isinstance(elements, list):
            elements[:] = [_NOTHING if _text(one) in references else one for one in elements]


def _rewrite(operators: list[Any], numbers: set[int]) -> None:
    """Begin an artifact where marked content of these numbers begins: a tag, its properties, then BDC."""
    for at in range(2, len(operators)):
        if operators[at] == b"BDC" and operators[at - 1].get("MCID") in numbers:
            operators[at - 2], operators[at - 1] = "/Artifact", pydyf.Dictionary(_PAGINATION)


def _is_element(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("Type") == "/StructElem"


def _object(pdf: pydyf.PDF, reference: str | bytes) -> Any:
    return pdf.objects[int(_text(reference).split()[0])]


def _text(reference: str | bytes) -> str:
    return reference.decode() if isinstance(reference, bytes) else reference
