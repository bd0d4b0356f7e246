"""Parses the paper table of an agreement made before the registry: one line per signature; every wrong line
is reported.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from registry import dates
from registry.errors import N_, BadLine
from registry.partners.rules.names import fold_name
from registry.signing.rules.signatures import NAME_LENGTH

MOST_LINES = 500
COLUMNS = 4
#: The longest line that is parsed, in characters.
LONGEST_LINE = 5_000
#: Lines of text that one line of the table can span, when its cells contain line breaks.
MOST_BREAKS = 10


@dataclass(frozen=True)
class EarlierLine:
    """One signature of the paper table."""

    number: int
    organization: str
    name: str
    title: str
    signed_on: dt.date


@dataclass(frozen=True)
class EarlierTable:
    """The parsed lines and the errors; entered only without errors."""

    lines: list[EarlierLine]
    bad: list[BadLine]

    @property
    def asks_for_order(self) -> bool:
        """Whether some day, such as 04/05/2019, is ambiguous and a person must say the order."""
        return any(isinstance(line, _UnclearDay) for line in self.bad)


class _UnclearDay(BadLine):
    """A line whose day is ambiguous."""


def read_table(text: str, order: dates.Order | None = None) -> EarlierTable:
    """Parse lines of organization; name; title; day, separated by semicolons, or by tabs as pasted from a
    spreadsheet.

    `order` says whether day or month comes first in a date such as 04/05/2019, when that is known.
    """
    table = EarlierTable([], [])
    seen: dict[str, int] = {}
    for number, raw in _numbered(text):
        if not raw.strip():
            continue
        if number > MOST_LINES:
            table.bad.append(BadLine(number, N_("At most %(count)s lines at once."), {"count": MOST_LINES}))
            break
        read = _read_line(number, raw, order)
        if isinstance(read, BadLine):
            table.bad.append(read)
            continue
        key = fold_name(read.organization)
        if key in seen:
            table.bad.append(
                BadLine(number, N_("It repeats the organization of line %(line)s."), {"line": seen[key]})
            )
            continue
        seen[key] = number
        table.lines.append(read)
    return table


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; a line with breaks inside its cells, as spreadsheets copy them, counts as
    one.
    """
    lines = text.splitlines()
    place = 0
    while place < len(lines):
        parts = [lines[place]]
        while '"' in parts[0] and len(parts) < MOST_BREAKS and "\n".join(parts).count('"') % 2:
            parts += lines[place + len(parts) : place + len(parts) + 1] or [""]
        is_whole = "\n".join(parts).count('"') % 2 == 0
        yield place + 1, "\n".join(parts) if is_whole else lines[place]
        place += len(parts) if is_whole else 1


def _read_line(number: int, raw: str, order: dates.Order | None) -> EarlierLine | BadLine:
    if len(raw) > LONGEST_LINE:
        return BadLine(number, N_("Use at most %(count)s characters."), {"count": LONGEST_LINE})
    delimiter = "\t" if "\t" in raw else ";"
    cells = [" ".join(cell.split()) for cell in next(csv.reader(io.StringIO(raw), delimiter=delimiter))]
    if len(cells) != COLUMNS:
        return BadLine(
            number,
            N_("It has %(found)s cells; it needs organization; name; title; day."),
            {"found": len(cells)},
        )
    organization, name, title, day = cells
    if not organization or not name:
        return BadLine(number, N_("The organization or the name is missing."), {})
    if max(map(len, (organization, name, title))) > NAME_LENGTH:
        return BadLine(number, N_("Use at most %(count)s characters."), {"count": NAME_LENGTH})
    read = _read_day(number, day, order)
    return read if isinstance(read, BadLine) else EarlierLine(number, organization, name, title, read)


def _read_day(number: int, day: str, order: dates.Order | None) -> dt.date | BadLine:
    try:
        return dates.read(day, order)
    except dates.Unclear as error:
        return _UnclearDay(number, error.message, error.values)
    except dates.NotADay as error:
        return BadLine(number, error.message, error.values)
