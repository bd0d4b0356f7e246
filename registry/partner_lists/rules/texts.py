"""A list as text: the separator of its columns, and its lines with their numbers in the file."""

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from registry.errors import N_, InvalidInput
from registry.partner_lists.rules.cells import cleaned, on_one_line
from registry.partner_lists.rules.columns import LARGEST_FILE, column_of

#: Possible separators; in this order when several fit equally well.
DELIMITERS = ",;\t|"
#: How many lines are searched for the separator: enough to reach the headings below some titles.
LOOKED_AT = 30
#: A first line that names the separator, as Excel reads and writes it.
_SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?[^\S\t\r\n]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)

# A cell may be as long as the file; the csv module's default limit is 131,072 characters.
csv.field_size_limit(LARGEST_FILE)


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of delimited text, each with its number in the file."""
    named = _SEPARATOR.match(text)
    body = text[named.end() :] if named else text
    before = 1 if named else 0
    reader = _reader(body, named.group(1) if named else _delimiter(body), strict=True)
    number = before + 1
    try:
        for cells in reader:
            yield number, [cleaned(cell) for cell in cells]
            number = before + reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(
            N_("Line %(number)s cannot be read: a quotation mark is not closed, or text follows it."),
            field="file",
            number=number,
        ) from error


def _reader(text: str, delimiter: str, *, strict: bool) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _delimiter(text: str) -> str:
    """The separator that yields the most known headings in a line, then the most cells overall."""

    def fit(delimiter: str) -> tuple[int, int]:
        lines = list(itertools.islice(_reader(text, delimiter, strict=False), LOOKED_AT))
        return max(map(_headings_in, lines), default=0), sum(len(cells) for cells in lines)

    return max(DELIMITERS, key=fit)


def _headings_in(cells: Sequence[str]) -> int:
    return sum(column_of(on_one_line(cleaned(cell))) is not None for cell in cells)
