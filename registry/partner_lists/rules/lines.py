"""The lines of a list, parsed one by one; every wrong line is reported by number with the reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from registry import dates
from registry.accounts.rules import EMAIL_LENGTH
from registry.errors import N_, BadLine, BadLines, InvalidInput, RuleBroken
from registry.partner_lists.rules.cells import on_one_line
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import (
    CELL_LENGTH,
    LABEL_LENGTH,
    LANGUAGE_WORDS,
    MOST_PERSONS,
    OF_PERSONS,
    Column,
    Layout,
    Meaning,
    chosen_meanings,
    layout_of,
)
from registry.partner_lists.rules.persons import Person, persons_in
from registry.partner_lists.rules.sheets import Sheet
from registry.partner_lists.rules.totals import LeftOut, likely_no_organization
from registry.partners.rules.names import fold_name
from registry.partners.rules.partners import CITY_LENGTH, NAME_LENGTH, check_effective_date, check_person
from registry.text import email_address

#: The longest text of each column, in characters.
LENGTHS: Mapping[Column, int] = {
    Column.NAME: NAME_LENGTH,
    Column.SECTOR: NAME_LENGTH,
    Column.TIER: LABEL_LENGTH,
    Column.CITY: CITY_LENGTH,
    Column.LANGUAGE: 20,
    Column.SIGNATORY_NAME: NAME_LENGTH,
    Column.SIGNATORY_TITLE: NAME_LENGTH,
    Column.EMAIL: EMAIL_LENGTH,
    Column.SINCE: 40,
}
#: Columns whose original text is also stored, for exports.
KEPT_AS_WRITTEN = frozenset({Column.LANGUAGE, Column.SINCE})
#: The most characters shown of a wrong line.
_SHOWN = 100


@dataclass(frozen=True)
class ListLine:
    """One organization of a list."""

    number: int
    name: str
    sector: str = ""
    tier_label: str = ""
    city: str = ""
    #: `en`, `fr`, or empty when the list names none.
    language: str = ""
    #: Since when it is a partner, as YYYY-MM-DD; empty when the list does not say.
    since: str = ""
    #: Its signatories, in the order of the list.
    people: Sequence[Person] = ()
    #: Cells of unknown columns, and the list's own words for languages and days, by key.
    extra: Mapping[str, str] = field(default_factory=dict)
    #: The numbers of further lines that name signatories of this organization.
    more_lines: Sequence[int] = ()

    @property
    def key(self) -> str:
        """The key that identifies it among organizations."""
        return fold_name(self.name)

    @property
    def since_day(self) -> dt.date | None:
        """The day on which it became a partner, if the list says so."""
        return dt.date.fromisoformat(self.since) if self.since else None

    @property
    def numbers(self) -> list[int]:
        """The numbers of all its lines."""
        return [self.number, *self.more_lines]


@dataclass(frozen=True)
class LineLeftOut:
    """A line that is left out, and why."""

    number: int
    text: str
    why: LeftOut
    #: The key that identifies its organization.
    key: str


@dataclass(frozen=True)
class PartnerList:
    """A parsed list."""

    layout: Layout
    lines: Sequence[ListLine]
    #: Wrong lines, with the reason; nothing is imported while there are any.
    bad: Sequence[BadLine] = ()
    left_out: Sequence[LineLeftOut] = ()
    #: The texts of wrong lines, by number.
    bad_texts: Mapping[int, str] = field(default_factory=dict)

    def check_whole(self) -> None:
        """Raise `BadLines`, naming every wrong line, if there is one."""
        if self.bad:
            raise BadLines(N_("Nothing was imported: correct these lines first."), self.bad, field="file")


def understood(sheet: Sheet, choices: Choices | None = None) -> PartnerList:
    """Parse the lines of a sheet with the given choices; raises `UnclearColumns` when more must be chosen
    first.
    """
    chosen = choices or Choices()
    meanings = chosen_meanings(sheet.headings, chosen.columns)
    return _Understanding(layout_of(sheet.headings, meanings), meanings).of(sheet, chosen)


class _Understanding:
    """Parses the lines of one sheet, one after another."""

    def __init__(self, layout: Layout, meanings: Sequence[Meaning]) -> None:
        self._layout = layout
        self._taken = [place for place, meaning in enumerate(meanings) if not meaning.is_left_out]
        self._name = next(place for place, meaning in enumerate(meanings) if meaning.column is Column.NAME)
        self._headings = len(meanings)
        self._order = next((meaning.order for meaning in meanings if meaning.column is Column.SINCE), None)
        self._lines: dict[str, ListLine] = {}
        self._bad: list[BadLine] = []
        self._left_out: list[LineLeftOut] = []
        self._texts: dict[int, str] = {}

    def of(self, sheet: Sheet, choices: Choices) -> PartnerList:
        """Parse all lines."""
        for number, cells in sheet.lines:
            likely = likely_no_organization(cells, sheet.headings) if number not in choices.taken_in else None
            why = LeftOut.CHOSEN if number in choices.left_out and not likely else likely
            if why is not None:
                self._leave_out(number, cells, why)
            else:
                self._take(number, cells)
        return PartnerList(self._layout, list(self._lines.values()), self._bad, self._left_out, self._texts)

    def _leave_out(self, number: int, cells: Sequence[str], why: LeftOut) -> None:
        key = fold_name(on_one_line(cells[self._name])) if self._name < len(cells) else ""
        self._left_out.append(LineLeftOut(number, _shown(cells), why, key))

    def _take(self, number: int, cells: Sequence[str]) -> None:
        try:
            line = self._line(number, cells)
            before = self._lines.get(line.key)
            self._lines[line.key] = line if before is None else _with_more(before, line, self._layout)
        except (InvalidInput, RuleBroken) as error:
            self._bad.append(BadLine(number, error.message, error.values))
            self._texts[number] = _shown(cells)

    def _line(self, number: int, cells: Sequence[str]) -> ListLine:
        self._check_count(cells)
        padded = [*cells, *[""] * (self._headings - len(cells))]
        return _line(number, [padded[place] for place in self._taken], self._layout, self._order)

    def _check_count(self, cells: Sequence[str]) -> None:
        if any(cells[self._headings :]):
            raise InvalidInput(
                N_("It has %(found)s cells, and there are %(expected)s headings."),
                found=len(cells),
                expected=self._headings,
            )


def _line(number: int, cells: Sequence[str], layout: Layout, order: dates.Order | None) -> ListLine:
    said: dict[Meaning, str] = {}
    extra: dict[str, str] = {}
    for cell, heading, key, meaning in zip(cells, layout.headings, layout.keys, layout.meanings, strict=True):
        _check_cell(cell, heading, CELL_LENGTH if meaning.column is None else LENGTHS[meaning.column])
        if meaning.column is not None:
            said[meaning] = cell if meaning.column in OF_PERSONS else on_one_line(cell)
        if meaning.column is None or meaning.column in KEPT_AS_WRITTEN:
            extra[key] = cell
    one = {column: said.get(Meaning(column), "") for column in Column}
    if not fold_name(one[Column.NAME]):
        raise InvalidInput(N_("The name of the organization is missing."))
    return ListLine(
        number,
        name=one[Column.NAME],
        sector=one[Column.SECTOR],
        tier_label=one[Column.TIER],
        city=one[Column.CITY],
        language=_language(one[Column.LANGUAGE]),
        since=_since(one[Column.SINCE], order),
        people=_people(said, layout.persons),
        extra=extra,
    )


def _people(said: Mapping[Meaning, str], most: int) -> list[Person]:
    people = []
    for rank in range(1, most + 1):
        of_person = (Column.SIGNATORY_NAME, Column.SIGNATORY_TITLE, Column.EMAIL)
        people += persons_in(*(said.get(Meaning(column, rank), "") for column in of_person))
    cleaned = [replace(person, email=email_address(person.email) or person.email) for person in people]
    for person in cleaned:
        check_person(name=person.name, title=person.title, email=person.email)
    return cleaned


def _with_more(first: ListLine, line: ListLine, layout: Layout) -> ListLine:
    """An organization with the additional signatories from another of its lines; raises `InvalidInput` when
    none is new.

    Known columns of both lines must agree; unknown columns are joined.
    """
    new = [person for person in line.people if not any(map(person.is_same, first.people))]
    if not new:
        raise InvalidInput(N_("It repeats the organization of line %(line)s."), line=first.number)
    people = [*first.people, *new]
    if len(people) > MOST_PERSONS:
        raise InvalidInput(N_("It names more than %(count)s signatories."), count=MOST_PERSONS)
    both: dict[str, Any] = {name: _both(first, line, column) for column, name in _SAID_ONCE.items()}
    extra = {
        key: _joined(first.extra[key], line.extra[key], meaning)
        for key, meaning in zip(layout.keys, layout.meanings, strict=True)
        if key in first.extra
    }
    for key, cell in extra.items():
        _check_cell(cell, key, CELL_LENGTH)
    return replace(first, **both, people=people, extra=extra, more_lines=(*first.more_lines, line.number))


#: Columns with one value per organization, however many lines it has.
_SAID_ONCE = {
    Column.SECTOR: "sector",
    Column.TIER: "tier_label",
    Column.CITY: "city",
    Column.LANGUAGE: "language",
    Column.SINCE: "since",
}


def _both(first: ListLine, line: ListLine, column: Column) -> str:
    """The common value of two lines of one organization."""
    before: str = getattr(first, _SAID_ONCE[column])
    after: str = getattr(line, _SAID_ONCE[column])
    if before and after and fold_name(before) != fold_name(after):
        raise InvalidInput(
            N_("It repeats the organization of line %(line)s and says otherwise: “%(before)s”, “%(after)s”."),
            line=first.number,
            before=before,
            after=after,
        )
    return before or after


def _joined(first: str, second: str, meaning: Meaning) -> str:
    """The joined values of an unknown column in two lines of one organization, one per line."""
    if meaning.column in KEPT_AS_WRITTEN or not (first and second):
        return first or second
    return first if second in (first, *first.split("\n")) else f"{first}\n{second}"


def _check_cell(cell: str, heading: str, longest: int) -> None:
    if len(cell) > longest:
        raise InvalidInput(
            N_("“%(heading)s” is longer than %(count)s characters."), heading=heading, count=longest
        )


def _language(word: str) -> str:
    if not word:
        return ""
    try:
        return LANGUAGE_WORDS[fold_name(word)]
    except KeyError as error:
        raise InvalidInput(N_("“%(word)s” is not English or French."), word=word) from error


def _since(cell: str, order: dates.Order | None) -> str:
    """The first day of a partnership as YYYY-MM-DD; raises `InvalidInput` when it is invalid or ambiguous."""
    if not cell:
        return ""
    day = dates.read(cell, order)
    check_effective_date(day)
    return day.isoformat()


def _shown(cells: Sequence[str]) -> str:
    return ", ".join(on_one_line(cell) for cell in cells if cell)[:_SHOWN]
