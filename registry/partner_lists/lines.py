"""The lines of a list, understood one by one; every bad one is named by its number with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from registry.accounts.rules import EMAIL_LENGTH
from registry.errors import N_, BadLine, BadLines, InvalidInput, RuleBroken
from registry.partner_lists.reading import Sheet
from registry.partner_lists.rules import (
    CELL_LENGTH,
    LABEL_LENGTH,
    LANGUAGE_WORDS,
    Column,
    Layout,
    layout_of,
)
from registry.partners.names import fold_name
from registry.partners.rules import CITY_LENGTH, NAME_LENGTH, check_person
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
}


@dataclass(frozen=True)
class Person:
    """Who signs, as a list has it."""

    name: str = ""
    title: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.title or self.email)


@dataclass(frozen=True)
class ListLine:
    """One organization of a list."""

    number: int
    name: str
    sector: str = ""
    tier_label: str = ""
    city: str = ""
    #: `en`, `fr`, or empty where the list does not say.
    language: str = ""
    person: Person = Person()
    #: Cells of columns that the registry has no place for, and its words for languages, by heading.
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from other organizations."""
        return fold_name(self.name)


@dataclass(frozen=True)
class PartnerList:
    """A list as it was understood."""

    layout: Layout
    lines: Sequence[ListLine]


def understood(sheet: Sheet) -> PartnerList:
    """The lines of a sheet; `BadLines` names every one that cannot be taken, and then none is."""
    layout = layout_of(sheet.headings)
    lines: list[ListLine] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, cells in sheet.lines:
        try:
            line = _line(number, cells, layout)
            _check_not_seen(line, seen)
        except (InvalidInput, RuleBroken) as error:
            bad.append(BadLine(number, error.message, error.values))
            continue
        seen[line.key] = number
        lines.append(line)
    if bad:
        raise BadLines(N_("Nothing was imported: correct these lines first."), bad, field="file")
    return PartnerList(layout, lines)


def _line(number: int, cells: Sequence[str], layout: Layout) -> ListLine:
    _check_count(cells, layout)
    said: dict[Column, str] = dict.fromkeys(Column, "")
    extra: dict[str, str] = {}
    for cell, heading, column in _pairs(cells, layout):
        _check_cell(cell, heading, CELL_LENGTH if column is None else LENGTHS[column])
        if column is not None:
            said[column] = cell
        if column in {None, Column.LANGUAGE}:
            extra[heading] = cell
    if not fold_name(said[Column.NAME]):
        raise InvalidInput(N_("The name of the organization is missing."))
    address = email_address(said[Column.EMAIL]) or said[Column.EMAIL]
    person = Person(said[Column.SIGNATORY_NAME], said[Column.SIGNATORY_TITLE], address)
    if person:
        check_person(name=person.name, title=person.title, email=person.email)
    return ListLine(
        number,
        name=said[Column.NAME],
        sector=said[Column.SECTOR],
        tier_label=said[Column.TIER],
        city=said[Column.CITY],
        language=_language(said[Column.LANGUAGE]),
        person=person,
        extra=extra,
    )


def _pairs(cells: Sequence[str], layout: Layout) -> Iterator[tuple[str, str, Column | None]]:
    padded = [*cells, *[""] * len(layout.headings)]
    return zip(padded, layout.headings, layout.columns, strict=False)


def _check_count(cells: Sequence[str], layout: Layout) -> None:
    beyond = cells[len(layout.headings) :]
    if any(beyond):
        raise InvalidInput(
            N_("It has %(found)s cells, and there are %(expected)s headings."),
            found=len(cells),
            expected=len(layout.headings),
        )


def _check_cell(cell: str, heading: str, longest: int) -> None:
    if len(cell) > longest:
        raise InvalidInput(
            N_("“%(heading)s” is longer than %(count)s characters."), heading=heading, count=longest
        )
    if any(letter < " " for letter in cell):
        raise InvalidInput(
            N_("“%(heading)s” holds a line break or another control character."), heading=heading
        )


def _language(word: str) -> str:
    if not word:
        return ""
    try:
        return LANGUAGE_WORDS[fold_name(word)]
    except KeyError as error:
        raise InvalidInput(N_("“%(word)s” is not English or French."), word=word) from error


def _check_not_seen(line: ListLine, seen: Mapping[str, int]) -> None:
    if line.key in seen:
        raise InvalidInput(N_("It repeats the organization of line %(line)s."), line=seen[line.key])
