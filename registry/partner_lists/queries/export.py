"""Exports a team's partners as a list with the headings, order and cells of the imported list, brought up to
date.
"""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from registry.partner_lists.queries.register import latest_layout, partners_in_order, shown_label
from registry.partner_lists.rules.cells import harmless
from registry.partner_lists.rules.columns import LANGUAGE_WORDS, OWN_HEADINGS, Column, Layout, Meaning
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.names import fold_name
from registry.partners.rules.partners import ENDED
from registry.teams.models import Team


def export_list(team: Team, *, on: dt.date) -> str:
    """The list of a team as CSV: partners of its latest list, or added since, that participate.

    A column missing from the list is added at its end when the register has values for it.
    """
    layout = latest_layout(team.id)
    lines = [
        (partner, _cells(partner, people, team, on))
        for partner in partners_in_order(team.id)
        if _belongs(partner, on)
        for people in _in_lines(partner.active_signatories(on), layout.persons)
    ]
    added = [
        (heading, Meaning(column))
        for heading, column in OWN_HEADINGS.items()
        if not layout.has(column) and any(_says_more(cells, column, team) for _, cells in lines)
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_safe([*layout.headings, *(heading for heading, _ in added)]))
    for partner, cells in lines:
        kept = [*_as_listed(partner, cells, layout, team)]
        writer.writerow(_safe([*kept, *(cells[meaning] for _, meaning in added)]))
    return text.getvalue()


def _in_lines(people: Sequence[Signatory], most: int) -> list[Sequence[Signatory]]:
    """The signatories for each line of a partner, at most `most` per line; a partner with more gets several
    lines.
    """
    return [people[start : start + most] for start in range(0, max(len(people), 1), most)]


def _belongs(partner: Partner, on: dt.date) -> bool:
    return partner.on_latest_list and partner.status(on) not in ENDED


def _cells(partner: Partner, people: Sequence[Signatory], team: Team, on: dt.date) -> dict[Meaning, str]:
    """The cells of a line; empty for absent signatories."""
    cells = defaultdict(
        str,
        {
            Meaning(Column.NAME): partner.name,
            Meaning(Column.SECTOR): partner.sector,
            Meaning(Column.TIER): shown_label(partner, team, on),
            Meaning(Column.CITY): partner.city,
            Meaning(Column.LANGUAGE): partner.language,
        },
    )
    for rank, person in enumerate(people, start=1):
        cells[Meaning(Column.SIGNATORY_NAME, rank)] = person.name
        cells[Meaning(Column.SIGNATORY_TITLE, rank)] = person.title
        cells[Meaning(Column.EMAIL, rank)] = person.email
    return cells


def _says_more(cells: Mapping[Meaning, str], column: Column, team: Team) -> bool:
    """Whether a cell justifies an additional column; a language only when it is not the team's first."""
    usual = team.languages[0] if column is Column.LANGUAGE else ""
    return cells[Meaning(column)] not in {"", usual}


def _as_listed(partner: Partner, cells: Mapping[Meaning, str], layout: Layout, team: Team) -> Iterator[str]:
    for key, meaning in zip(layout.keys, layout.meanings, strict=True):
        listed = partner.extra_cells.get(key)
        if meaning.column in (None, Column.SINCE):
            yield listed or ""
        elif meaning.column is Column.LANGUAGE:
            yield _language_cell(listed, partner.language, team)
        else:
            yield cells[meaning]


def _language_cell(listed: str | None, language: str, team: Team) -> str:
    """The list's own word for the language, while it is still correct."""
    meant = LANGUAGE_WORDS.get(fold_name(listed), team.languages[0]) if listed is not None else None
    return listed if listed is not None and meant == language else language


def _safe(cells: Sequence[str]) -> list[str]:
    return [harmless(cell) for cell in cells]
