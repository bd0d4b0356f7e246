"""What WeasyPrint leaves to do: the PDF/UA identifier, some tags, check boxes made into signature fields."""

from typing import Any

import pydyf

from registry.records import lists, margins

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

#: Keys of a check box that a signature field does not have.
_CHECKBOX_KEYS = ("V", "AS", "DA", "MK", "AP", "Ff", "Opt", "BS", "DV", "MaxLen")
#: Annotation flags: print, and locked.
_FLAGS = 132


def finish(_document: Any, pdf: pydyf.PDF) -> None:
    """Finish a rendered file: called by WeasyPrint before it is written."""
    _identify(pdf)
    margins.make_artifacts(pdf)
    lists.wrap_bodies(pdf)
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    for key in ("NeedAppearances", "DR"):
        form.pop(key, None)
    form["SigFlags"] = 3
    _unwrap_form_elements(pdf)
    _make_signature_fields(pdf)


def _identify(pdf: pydyf.PDF) -> None:
    """Say PDF/UA-1 inside the one rdf:RDF element, with the extension schema that PDF/A asks for."""
    reference = pdf.catalog["Metadata"]
    number = int((reference if isinstance(reference, bytes) else reference.encode()).split()[0])
    metadata = pdf.objects[number]
    metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", _PDFUA + b"</rdf:RDF>")]
    metadata.compress = False


def _unwrap_form_elements(pdf: pydyf.PDF) -> None:
    """A Form element points to its one field directly: a list of one makes pyHanko doubt later signatures."""
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
