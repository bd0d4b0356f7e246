"""A team's partners as a list again: the headings, order and cells it came with, brought up to date."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence

from registry.partner_lists.cells import harmless
from registry.partner_lists.queries import latest_layout, partners_in_order, shown_label
from registry.partner_lists.rules import LANGUAGE_WORDS, OWN_HEADINGS, Column, Layout
from registry.partners.models import Partner
from registry.partners.names import fold_name
from registry.partners.rules import ENDED
from registry.teams.models import Team


def export_list(team: Team, *, on: dt.date) -> str:
    """The list of a team as CSV: those who are on its latest list, or were added since, and take part.

    A column that the list lacks is added at its end where the register knows something for it.
    """
    layout = latest_layout(team.id)
    listed = [partner for partner in partners_in_order(team.id) if _belongs(partner, on)]
    rows = [_cells(partner, team, on) for partner in listed]
    added = [
        (heading, column)
        for heading, column in OWN_HEADINGS.items()
        if not layout.has(column) and any(_says_more(cells, column, team) for cells in rows)
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_safe([*layout.headings, *(heading for heading, _ in added)]))
    for partner, cells in zip(listed, rows, strict=True):
        kept = [*_as_listed(partner, cells, layout, team)]
        writer.writerow(_safe([*kept, *(cells[column] for _, column in added)]))
    return text.getvalue()


def _belongs(partner: Partner, on: dt.date) -> bool:
    return partner.on_latest_list and partner.status(on) not in ENDED


def _cells(partner: Partner, team: Team, on: dt.date) -> dict[Column, str]:
    person = next(iter(partner.active_signatories(on)), None)
    return {
        Column.NAME: partner.name,
        Column.SECTOR: partner.sector,
        Column.TIER: shown_label(partner, team, on),
        Column.CITY: partner.city,
        Column.LANGUAGE: partner.language,
        Column.SIGNATORY_NAME: person.name if person else "",
        Column.SIGNATORY_TITLE: person.title if person else "",
        Column.EMAIL: person.email if person else "",
    }


def _says_more(cells: Mapping[Column, str], column: Column, team: Team) -> bool:
    """Whether a cell is worth a column of its own; a language only where it is not the team's first."""
    usual = team.languages[0] if column is Column.LANGUAGE else ""
    return cells[column] not in {"", usual}


def _as_listed(partner: Partner, cells: Mapping[Column, str], layout: Layout, team: Team) -> Iterator[str]:
    for heading, column in zip(layout.headings, layout.columns, strict=True):
        listed = partner.extra_cells.get(heading)
        if column is None:
            yield listed or ""
        elif column is Column.LANGUAGE:
            yield _language_cell(listed, partner.language, team)
        else:
            yield cells[column]


def _language_cell(listed: str | None, language: str, team: Team) -> str:
    """The word the list used for the language, while it still holds."""
    meant = LANGUAGE_WORDS.get(fold_name(listed), team.languages[0]) if listed is not None else None
    return listed if listed is not None and meant == language else language


def _safe(cells: Sequence[str]) -> list[str]:
    return [harmless(cell) for cell in cells]
