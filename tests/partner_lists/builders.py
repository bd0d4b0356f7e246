"""Lists as files, for tests."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from registry.partner_lists.rules.cells import harmless

DATA = Path(__file__).parent.parent / "data"
CASES = DATA / "lists"
REAL = sorted(DATA.glob("partners_*.csv"))

SMALL = (
    "organization,sector,tier,city,signatory_name,signatory_title,email\r\n"
    "Maple Clinic,Primary care,Anchor,Ottawa,Ann Lee,Director,ann@example.org\r\n"
    "Birch House,Housing,Engaged,Toronto,,,\r\n"
)


def xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(**members: bytes | str) -> bytes:
    """A zip archive; names with dots and slashes are given as `**{...}`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def bare_xlsx(**sheets: str) -> bytes:
    """A workbook as programs other than Excel write it: with no styles or shared texts, by `sheetData`."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    numbered = list(enumerate(sheets.items(), start=1))
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/s{number}.xml" ContentType="{kinds}.worksheet+xml"/>'
            for number, _ in numbered
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>' for number, (name, _) in numbered
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{relations}/worksheet" Target="s{number}.xml"/>'
            for number, _ in numbered
        )
        + "</Relationships>",
        **{
            f"xl/s{number}.xml": f'<worksheet xmlns="{main}">{rows}</worksheet>'
            for number, (_, rows) in numbered
        },
    }
    return archive(**members)


def csv_of(rows: Sequence[Sequence[str]]) -> str:
    """A CSV whose formulas are made harmless, as an export has them."""
    file = io.StringIO()
    csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()
