"""A file of a spreadsheet program as headings and lines of cells: CSV in its many dialects, or XLSX."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from registry.errors import N_, InvalidInput
from registry.partner_lists.cells import restored
from registry.partner_lists.rules import LARGEST_FILE, MOST_COLUMNS, MOST_LINES, column_of
from registry.text import trimmed

MEGABYTE = 1024 * 1024
#: Bytes that an XLSX file may unpack to.
LARGEST_UNPACKED = 60 * MEGABYTE
#: Files that an XLSX file may consist of.
MOST_ENTRIES = 1_000
#: A separator of columns, tried in this order where they fit equally well.
DELIMITERS = ",;\t|"
ZIP = b"PK\x03\x04"

NOT_A_LIST = N_("This is not a list: give a CSV or an XLSX file, as a spreadsheet program saves it.")
DAMAGED = N_("This XLSX file is damaged or locked. Open it, save it anew without a password, and try again.")


@dataclass(frozen=True)
class Sheet:
    """The headings of a list and its lines, each with its number in the file; empty lines are left out."""

    headings: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]


def read_sheet(data: bytes) -> Sheet:
    """Read a file; `InvalidInput` on `file` where it is no list, too large, or breaks off."""
    if len(data) > LARGEST_FILE:
        raise InvalidInput(
            N_("This file is larger than %(count)s MB."), field="file", count=LARGEST_FILE // MEGABYTE
        )
    rows = _xlsx_rows(data) if data.startswith(ZIP) else _csv_rows(_decoded(data))
    return _sheet(rows)


def _sheet(rows: Iterable[tuple[int, list[str]]]) -> Sheet:
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        raise InvalidInput(N_("This file is empty."), field="file")
    (_, headings), *lines = filled
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MOST_COLUMNS:
        raise InvalidInput(N_("A list has at most %(count)s columns."), field="file", count=MOST_COLUMNS)
    if not lines:
        raise InvalidInput(N_("There are headings and no line below them."), field="file")
    return Sheet(headings, lines)


def _decoded(data: bytes) -> str:
    """Text in UTF-8 with or without a mark, UTF-16 with one, or Windows-1252."""
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if not any(letter < " " and letter not in "\t\r\n\f" for letter in text):
            return text
        break
    raise InvalidInput(NOT_A_LIST, field="file")


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 1
    try:
        for cells in reader:
            yield _counted(number, cells)
            number = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(
            N_("Line %(number)s cannot be read: a quotation mark is not closed, or text follows it."),
            field="file",
            number=number,
        ) from error


def _counted(number: int, cells: Iterable[Any]) -> tuple[int, list[str]]:
    """A line with clean cells; too many lines are refused before they fill the memory."""
    if number > MOST_LINES + 1:
        raise InvalidInput(N_("A list has at most %(count)s lines."), field="file", count=MOST_LINES)
    return number, [trimmed(restored(_text(cell))) or "" for cell in cells]


def _delimiter(text: str) -> str:
    """The separator that gives the first line the most headings we know, then the most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def fit(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(column_of(cell) is not None for cell in cells), len(cells)

    return max(DELIMITERS, key=fit)


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_archive(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MOST_LINES + 2, max_col=MOST_COLUMNS + 1, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield _counted(number, _without_blank_end(cells))
        book.close()
    except InvalidInput:
        raise
    except Exception as error:  # a damaged file makes the library fail in many ways
        raise InvalidInput(DAMAGED, field="file") from error


def _without_blank_end(cells: Sequence[Any]) -> Sequence[Any]:
    """A line up to its last filled cell: a sheet is as wide as it was asked for."""
    filled = [place for place, cell in enumerate(cells, start=1) if cell is not None]
    return cells[: max(filled, default=0)]


def _check_archive(data: bytes) -> None:
    """An XLSX is a zip archive: it must be whole, hold a workbook, and unpack to a reasonable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InvalidInput(DAMAGED, field="file") from error
    if "xl/workbook.xml" not in names:
        raise InvalidInput(NOT_A_LIST, field="file")
    if unpacked > LARGEST_UNPACKED or len(names) > MOST_ENTRIES:
        raise InvalidInput(N_("This XLSX file unpacks to far more than any list needs."), field="file")


def _text(cell: Any) -> str:
    """A cell as it is read: whole numbers without decimals, days as YYYY-MM-DD."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time.min:
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
