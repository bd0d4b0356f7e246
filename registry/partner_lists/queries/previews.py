"""Previews of a list before anything is written: its content, its effect, and open questions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from registry.partner_lists.models import ListImport
from registry.partner_lists.queries.register import folded_answers, own_labels, register_of
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import Layout, UnclearColumns
from registry.partner_lists.rules.comparison import Plan, compare
from registry.partner_lists.rules.lines import PartnerList, understood
from registry.partner_lists.rules.sheets import Opened, check_all_answered, open_file
from registry.teams.models import Team


@dataclass(frozen=True)
class Look:
    """A waiting list as far as it is understood; `plan` is set once its reading is settled."""

    opened: Opened
    choices: Choices
    plan: Plan | None = None
    read: PartnerList | None = None
    #: The error about columns whose meaning must be chosen first.
    columns_unclear: UnclearColumns | None = None

    @property
    def is_ready(self) -> bool:
        """Whether no question is open and no line is wrong."""
        return self.plan is not None and not self.plan.unknown_labels and not (self.read and self.read.bad)


def read_list(data: bytes, choices: Choices | None = None) -> PartnerList:
    """Parse a file.

    Raises `InvalidInput` when it is no list or is ambiguous, `BadLines` when lines are wrong.
    """
    read = _read(data, choices or Choices())
    read.check_whole()
    return read


def look_at(team: Team, list_import: ListImport, *, on: dt.date) -> Look:
    """What a stored list contains, and the open questions."""
    return look_at_file(
        team, list_import.content, Choices.from_dict(list_import.choices), list_import.tier_answers, on=on
    )


def look_at_file(
    team: Team, data: bytes, choices: Choices, answers: Mapping[str, str], *, on: dt.date
) -> Look:
    """What a file contains, without storing it."""
    opened = open_file(data, encoding=choices.encoding, sheet=choices.sheet)
    if opened.table is None:
        return Look(opened, choices)
    try:
        read = understood(opened.table, choices)
    except UnclearColumns as unclear:
        return Look(opened, choices, columns_unclear=unclear)
    return Look(opened, choices, plan_of_list(team, read, answers, on=on), read)


def plan_of(team: Team, list_import: ListImport, *, on: dt.date) -> Plan:
    """The effect of importing a stored list into the present register."""
    read = _read(list_import.content, Choices.from_dict(list_import.choices))
    return plan_of_list(team, read, list_import.tier_answers, on=on)


def layout_if_plain(data: bytes, choices: Choices) -> Layout:
    """The layout of a list; empty while a question is open. Raises when nothing in the list is usable."""
    opened = open_file(data, encoding=choices.encoding, sheet=choices.sheet)
    nothing_yet = Layout([], [])
    if opened.table is None:
        return nothing_yet
    try:
        read = understood(opened.table, choices)
    except UnclearColumns:
        return nothing_yet
    if not read.lines:
        read.check_whole()
    return read.layout


def _read(data: bytes, choices: Choices) -> PartnerList:
    opened = open_file(data, encoding=choices.encoding, sheet=choices.sheet)
    return understood(check_all_answered(opened), choices)


def plan_of_list(team: Team, read: PartnerList, answers: Mapping[str, str], *, on: dt.date) -> Plan:
    """The effect of importing a parsed list into the present register."""
    return compare(read, register_of(team, on), own_labels(team) | folded_answers(answers))
