"""A list as a workbook of Excel, LibreOffice, Numbers or Google Sheets: sheets and lines."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.escape import unescape

from registry.errors import N_, InvalidInput
from registry.files.sizes import MEGABYTE
from registry.partner_lists.rules.cells import cleaned
from registry.partner_lists.rules.columns import MOST_COLUMNS
from registry.partner_lists.rules.encodings import NOT_A_LIST

#: Bytes that an XLSX file may unpack to.
LARGEST_UNPACKED = 60 * MEGABYTE
#: Files that an XLSX file may consist of.
MOST_ENTRIES = 1_000
#: The most rows that are read, including empty ones.
MOST_ROWS = 10_000
#: After this many empty rows a sheet counts as ended; programs also save rows that were only coloured.
MOST_EMPTY = 1_000
ZIP = b"PK\x03\x04"
#: The first bytes of older Excel files, and of files locked by a password.
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

DAMAGED = N_("This XLSX file is damaged or locked. Open it, save it anew without a password, and try again.")
OLD_OR_LOCKED = N_(
    "This is an older Excel file (.xls), or one that is locked by a password. "
    "In Excel, save it as “Excel Workbook (.xlsx)” without a password."
)
#: Contents of other programs' files, each with advice.
OTHER_FORMATS: Mapping[str, str] = {
    "content.xml": N_(
        "This is a file of LibreOffice (.ods). Save it there as “Excel 2007-365 (.xlsx)” or as “Text CSV”."
    ),
    "Index/Document.iwa": N_(
        "This is a file of Numbers. There, choose File, Export To, and then Excel or CSV."
    ),
    "Index.zip": N_("This is a file of Numbers. There, choose File, Export To, and then Excel or CSV."),
    "xl/workbook.bin": N_(
        "This is a binary Excel file (.xlsb). In Excel, save it as “Excel Workbook (.xlsx)”."
    ),
}
#: The same by the ending of the file name.
_OTHER_ENDINGS = {
    ".xls": OLD_OR_LOCKED,
    ".ods": OTHER_FORMATS["content.xml"],
    ".numbers": OTHER_FORMATS["Index.zip"],
    ".xlsb": OTHER_FORMATS["xl/workbook.bin"],
}
#: Values of failed formulas.
_FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_ONLY_ZEROS = re.compile(r"0{2,20}")
#: The size of an entry for one merged range in bytes, with some reserve.
_RANGE_ENTRY = 200


class Workbook:
    """An open XLSX file."""

    def __init__(self, book: Any) -> None:
        self._book = book
        shown = [worksheet for worksheet in book.worksheets if worksheet.sheet_state == "visible"]
        self._sheets = {worksheet.title: worksheet for worksheet in shown or book.worksheets}

    @property
    def names(self) -> list[str]:
        """The visible sheets, in order."""
        return list(self._sheets)

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """The lines of a sheet with their numbers; a cell merged over several lines is repeated on each."""
        sheet = self._sheets[name]
        sheet.reset_dimensions()
        merged = _Merged(self._merged(sheet))
        empty = 0
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            if number > MOST_ROWS:
                raise InvalidInput(
                    N_("This sheet goes on below line %(count)s. Delete the empty lines below the list."),
                    field="file",
                    count=MOST_ROWS,
                )
            texts = merged.filled(number, [_text(cell) for cell in cells])
            empty = 0 if texts else empty + 1
            if empty > MOST_EMPTY:
                return
            yield number, texts

    def _merged(self, sheet: Any) -> dict[tuple[int, int], int]:
        """Cells merged downwards, by line and column, with the last line of each."""
        with self._book._archive.open(sheet._worksheet_path) as file:
            _, *entries = file.read().split(b"mergeCell ")
        merged: dict[tuple[int, int], int] = {}
        for entry in entries:
            _, _, reference = entry[:_RANGE_ENTRY].partition(b'ref="')
            left, top, right, bottom = range_boundaries(reference.partition(b'"')[0].decode("ascii"))
            if left == right <= MOST_COLUMNS and top < bottom <= MOST_ROWS:
                merged[top, left] = bottom
        return merged


class _Merged:
    """Repeats vertically merged cells while lines are read in order."""

    def __init__(self, until: Mapping[tuple[int, int], int]) -> None:
        self._until = until
        self._columns = {column for _, column in until}
        #: By column: the content of the merged cell, and its last row.
        self._open: dict[int, tuple[str, int]] = {}

    def filled(self, number: int, texts: list[str]) -> list[str]:
        """A line with merged cells filled in, up to its last filled cell."""
        for column in self._columns:
            if (number, column) in self._until:
                self._open[column] = (texts[column - 1], self._until[number, column])
            value, last = self._open.get(column, ("", 0))
            if number <= last:
                texts[column - 1] = value
        while texts and not texts[-1]:
            texts.pop()
        return texts


@contextmanager
def opened(data: bytes) -> Iterator[Workbook]:
    """Open a workbook; raises `InvalidInput` on `file` when it is invalid, damaged, or unpacks to far too
    much.
    """
    _check_archive(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            yield Workbook(book)
        finally:
            book.close()
    except InvalidInput:
        raise
    except Exception as error:  # a damaged file causes many kinds of errors in the library
        raise InvalidInput(DAMAGED, field="file") from error


def words_for_others(file_name: str, begins: bytes) -> str:
    """What to do with a file in a format that we cannot read, by its name and first bytes; empty for
    others.
    """
    if begins.startswith(OLD_EXCEL):
        return OLD_OR_LOCKED
    return _OTHER_ENDINGS.get(PurePosixPath(file_name).suffix.lower(), "")


def _check_archive(data: bytes) -> None:
    """An XLSX file must be an intact zip archive that contains a workbook and unpacks to a reasonable
    size.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
            count = len(archive.infolist())
    except zipfile.BadZipFile as error:
        raise InvalidInput(DAMAGED, field="file") from error
    if "xl/workbook.xml" not in names:
        texts = (words for name, words in OTHER_FORMATS.items() if name in names)
        raise InvalidInput(next(texts, NOT_A_LIST), field="file")
    if unpacked > LARGEST_UNPACKED or count > MOST_ENTRIES:
        raise InvalidInput(N_("This XLSX file unpacks to far more than any list needs."), field="file")


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without decimals, days as YYYY-MM-DD, no failed formulas."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ", "minutes")
    return "" if value in _FAILED else cleaned(unescape(str(value)))


def _number(value: float, written: str | None) -> str:
    """A number with all its digits, including leading zeros that the cell displays."""
    if value != int(value):
        return format(value, ".15g")
    digits = str(int(value))
    return digits.zfill(len(written)) if written and _ONLY_ZEROS.fullmatch(written) else digits
