"""Lists as files, for tests."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from registry.partner_lists.cells import harmless

DATA = Path(__file__).parent.parent / "data"
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


def csv_of(rows: Sequence[Sequence[str]]) -> str:
    """A CSV whose formulas are made harmless, as an export has them."""
    file = io.StringIO()
    csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()
