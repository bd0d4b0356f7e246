"""List items made of paragraphs: WeasyPrint leaves out the body that PDF/UA wants around them."""

from typing import Any

import pydyf


def wrap_bodies(pdf: pydyf.PDF) -> None:
    """Let each list item hold its mark and one body, with all else of it inside the body."""
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
