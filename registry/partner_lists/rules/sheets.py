"""A spreadsheet file as headings and lines of cells: CSV in its many dialects, or XLSX."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from registry.errors import N_, InvalidInput
from registry.files.sizes import MEGABYTE
from registry.partner_lists.rules import texts, workbooks
from registry.partner_lists.rules.cells import on_one_line
from registry.partner_lists.rules.columns import LARGEST_FILE, MOST_COLUMNS, MOST_LINES, Column, meanings_of
from registry.partner_lists.rules.encodings import Reading, decoded

#: The headings are searched among this many non-empty lines, since titles may precede them.
SEARCHED = 30
Rows = Iterable[tuple[int, list[str]]]


@dataclass(frozen=True)
class Sheet:
    """The headings of a list and its lines with their numbers in the file, without empty lines."""

    headings: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]
    #: The lines above the headings, by number.
    titles: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Opened:
    """The content of a file as far as it could be read, and the open questions."""

    #: The possible readings of the text, likeliest first; empty when the encoding is certain.
    readings: Sequence[Reading] = ()
    #: The encoding in use; empty while it must be asked, or when there is no choice.
    encoding: str = ""
    #: The sheets of a workbook; empty for a text.
    sheets: Sequence[str] = ()
    #: The sheet in use; empty while it must be asked.
    sheet: str = ""
    #: None while a question is open.
    table: Sheet | None = None
    #: The first words of each sheet, to help in choosing.
    beginnings: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks_encoding(self) -> bool:
        """Whether the person must choose the encoding."""
        return bool(self.readings) and not self.encoding

    @property
    def asks_sheet(self) -> bool:
        """Whether the person must choose the sheet."""
        return bool(self.sheets) and not self.sheet


def read_sheet(data: bytes) -> Sheet:
    """Read a file; raises `InvalidInput` on `file` when it is no list, too large, or ambiguous."""
    return check_all_answered(open_file(data))


def check_all_answered(opened: Opened) -> Sheet:
    """The list in a file; raises `InvalidInput` on `file` while a question is open."""
    if opened.asks_encoding:
        raise InvalidInput(
            N_("Its accents can be read in more than one way. Say first which reading is right."),
            field="file",
        )
    if opened.table is None:
        raise InvalidInput(N_("It has several sheets. Say first which one is the list."), field="file")
    return opened.table


def open_file(data: bytes, *, encoding: str = "", sheet: str = "") -> Opened:
    """Open a file with the given choices; raises `InvalidInput` on `file` when it is no list."""
    if len(data) > LARGEST_FILE:
        raise InvalidInput(
            N_("This file is larger than %(count)s MB."),
            field="file",
            count=LARGEST_FILE // MEGABYTE,
        )
    other = workbooks.words_for_others("", data)
    if other:
        raise InvalidInput(other, field="file")
    if data.startswith(workbooks.ZIP):
        return _workbook(data, sheet)
    return _text(data, encoding)


def _text(data: bytes, encoding: str) -> Opened:
    readings = decoded(data)
    reading = readings.chosen(encoding)
    offered = readings.readings if len(readings.readings) > 1 else ()
    if reading is None:
        return Opened(offered)
    return Opened(offered, reading.encoding, table=_sheet(texts.rows_of(reading.text)))


def _workbook(data: bytes, chosen: str) -> Opened:
    with workbooks.opened(data) as book:
        tops = {name: _top(book.rows(name)) for name in book.names}
        if chosen and chosen not in tops:
            raise InvalidInput(N_("There is no sheet “%(name)s”."), field="file", name=chosen)
        name = chosen or _list_among(tops)
        beginnings = {name: _beginning(top) for name, top in tops.items()}
        if not name:
            return Opened(sheets=book.names, beginnings=beginnings)
        return Opened(sheets=book.names, sheet=name, table=_sheet(book.rows(name)), beginnings=beginnings)


def _list_among(tops: Mapping[str, Sequence[tuple[int, list[str]]]]) -> str:
    """The only sheet with headings, or the only non-empty one; empty when ambiguous."""
    for is_list in (_has_headings, bool):
        names = [name for name, top in tops.items() if is_list(top)]
        if names:
            return names[0] if len(names) == 1 else ""
    return next(iter(tops))


def _top(rows: Rows) -> list[tuple[int, list[str]]]:
    return list(itertools.islice(_filled(rows), SEARCHED))


def _filled(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    return ((number, cells) for number, cells in rows if any(cells))


def _beginning(top: Rows) -> str:
    words = (cell for _, cells in top for cell in cells if cell)
    return ", ".join(map(on_one_line, itertools.islice(words, 4)))[:100]


def _has_headings(top: Sequence[tuple[int, list[str]]]) -> bool:
    place = _headings_place(top)
    return place is not None and _understood(top[place][1]) > 1 and place + 1 < len(top)


def _sheet(rows: Rows) -> Sheet:
    filled = _counted(_filled(rows))
    top = list(itertools.islice(filled, SEARCHED))
    if not top:
        raise InvalidInput(N_("This file is empty."), field="file")
    place = _headings_place(top) or 0
    headings = [on_one_line(heading) for heading in top[place][1]]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise InvalidInput(N_("A list has at most %(count)s columns."), field="file", count=MOST_COLUMNS)
    lines = [*top[place + 1 :], *filled]
    if not lines:
        raise InvalidInput(N_("There are headings and no line below them."), field="file")
    titles = [(number, " ".join(filter(None, map(on_one_line, cells)))) for number, cells in top[:place]]
    return Sheet(headings, lines, titles)


def _counted(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """The lines of a file; raises when there are too many, before they fill the memory."""
    for count, row in enumerate(rows):
        if count > MOST_LINES:
            raise InvalidInput(N_("A list has at most %(count)s lines."), field="file", count=MOST_LINES)
        yield row


def _headings_place(top: Sequence[tuple[int, list[str]]]) -> int | None:
    """The index of the heading line among the first lines: the line with most cells among those that name
    organizations and something else; otherwise the first line with several cells.
    """
    naming = [place for place, (_, cells) in enumerate(top) if _names_organizations(cells)]
    if naming:
        return max(naming, key=lambda place: (min(_understood(top[place][1]), 2), -place))
    wide = [place for place, (_, cells) in enumerate(top) if sum(map(bool, cells)) > 1]
    return wide[0] if wide else None


def _names_organizations(cells: Sequence[str]) -> bool:
    if sum(map(bool, cells)) < 2:
        return False
    return any(meaning.column is Column.NAME for meaning in meanings_of(list(map(on_one_line, cells))))


def _understood(cells: Sequence[str]) -> int:
    meanings = meanings_of(list(map(on_one_line, cells)))
    return len({meaning for meaning in meanings if meaning.column is not None})
