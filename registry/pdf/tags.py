"""Completes WeasyPrint's output: the PDF/UA identifier, some tags, and check boxes turned into signature
fields.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

#: For page furniture such as headers (ISO 32000-1, 14.8.2.2.2).
_PAGINATION = {"Type": "/Pagination"}
_NOTHING = "null"


def make_artifacts(pdf: pydyf.PDF) -> None:
    """Mark content outside the structure tree as artifacts, and drop the structure elements made for it."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    linked = {id(element) for element in _walk(pdf, root)}
    unlinked = [thing for thing in pdf.objects if _is_element(thing) and id(thing) not in linked]
    marked: defaultdict[str, set[int]] = defaultdict(set)
    for element in unlinked:
        marked[_text(element["Pg"])].update(kid for kid in element["K"] if isinstance(kid, int))
        element.clear()  # unused from here on; pydyf cannot delete it
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
    """Empty the entries of removed elements, without changing the numbering of the page's marked content."""
    for at in range(1, len(parents["Nums"]), 2):
        elements = parents["Nums"][at]
        if isinstance(elements, list):
            elements[:] = [_NOTHING if _text(element) in references else element for element in elements]


def _rewrite(operators: list[Any], numbers: set[int]) -> None:
    """Turn marked content with these numbers into artifacts by rewriting the operator that begins it."""
    for at in range(2, len(operators)):
        if operators[at] == b"BDC" and operators[at - 1].get("MCID") in numbers:
            operators[at - 2], operators[at - 1] = "/Artifact", pydyf.Dictionary(_PAGINATION)


def _is_element(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("Type") == "/StructElem"


def _object(pdf: pydyf.PDF, reference: str | bytes) -> Any:
    return pdf.objects[int(_text(reference).split()[0])]


def _text(reference: str | bytes) -> str:
    return reference.decode() if isinstance(reference, bytes) else reference


def wrap_bodies(pdf: pydyf.PDF) -> None:
    """Give each list item a label and one body that contains everything else."""
    for item in [thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("S") == "/LI"]:
        kids = [(reference, _element(pdf, reference)) for reference in item["K"]]
        loose = [(reference, kid) for reference, kid in kids if kid["S"] not in {"/Lbl", "/LBody"}]
        if loose:
            _wrap(pdf, item, loose)


def _wrap(pdf: pydyf.PDF, item: pydyf.Dictionary, loose: list[tuple[Any, Any]]) -> None:
    references = [reference for reference, _ in loose]
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(references),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    pdf.add_object(body)
    for _, kid in loose:
        kid["P"] = body.reference
    first = item["K"].index(references[0])
    item["K"] = pydyf.Array([one for one in item["K"] if one not in references])
    item["K"].insert(first, body.reference)


def _element(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


_PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""

#: Keys of a check box that a signature field must not have.
_CHECKBOX_KEYS = ("V", "AS", "DA", "MK", "AP", "Ff", "Opt", "BS", "DV", "MaxLen")
#: Annotation flags: print, and locked.
_FLAGS = 132


def finish(_document: Any, pdf: pydyf.PDF) -> None:
    """Finish a rendered file; WeasyPrint calls this before writing it."""
    _identify(pdf)
    make_artifacts(pdf)
    wrap_bodies(pdf)
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    for key in ("NeedAppearances", "DR"):
        form.pop(key, None)
    form["SigFlags"] = 3
    _unwrap_form_elements(pdf)
    _make_signature_fields(pdf)


def _identify(pdf: pydyf.PDF) -> None:
    """Declare PDF/UA-1 in the rdf:RDF element, with the extension schema that PDF/A requires."""
    reference = pdf.catalog["Metadata"]
    number = int((reference if isinstance(reference, bytes) else reference.encode()).split()[0])
    metadata = pdf.objects[number]
    metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", _PDFUA + b"</rdf:RDF>")]
    metadata.compress = False


def _unwrap_form_elements(pdf: pydyf.PDF) -> None:
    """Let each Form element point directly to its only field.

    With a list of one element, pyHanko would distrust later signatures.
    """
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("S") == "/Form":
            kids = thing.get("K")
            if isinstance(kids, list) and len(kids) == 1:
                thing["K"] = kids[0]


def _make_signature_fields(pdf: pydyf.PDF) -> None:
    widgets = [
        thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Subtype") == "/Widget"
    ]
    for widget in widgets:
        for key in _CHECKBOX_KEYS:
            widget.pop(key, None)
        left, top, right, bottom = (float(value) for value in widget["Rect"])
        box = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        widget["Rect"] = pydyf.Array([round(value, 2) for value in box])
        widget["FT"], widget["F"] = "/Sig", _FLAGS
        widget["AP"] = pydyf.Dictionary({"N": _empty_appearance(pdf, box).reference})


def _empty_appearance(pdf: pydyf.PDF, box: tuple[float, ...]) -> pydyf.Stream:
    left, bottom, right, top = box
    empty = pydyf.Stream(
        [],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, round(right - left, 2), round(top - bottom, 2)]),
            "Resources": pydyf.Dictionary(),
        },
    )
    pdf.add_object(empty)
    return empty
