"""The board of open cases: days left, overdue first, with the state of each and what it waits for."""

import datetime as dt
from dataclasses import dataclass

from registry.conflicts.access import visibility
from registry.conflicts.access.visibility import Onlooker, Sight
from registry.conflicts.queries import cases, to_do
from registry.conflicts.queries.to_do import WaitingFor
from registry.conflicts.rules.terms import Standing
from registry.security.actors import Actor
from registry.teams.models import Team


@dataclass(frozen=True)
class BoardRow:
    """An open case on the board."""

    sight: Sight
    standing: Standing | None
    waits: list[WaitingFor]


@dataclass(frozen=True)
class Board:
    """All of a team's cases that one person may know of."""

    who: Onlooker
    rows: list[BoardRow]
    closed: list[Sight]
    #: The number of other open cases, if the team lets that be known.
    others: int

    @property
    def overdue(self) -> int:
        """The number of overdue cases."""
        return sum(1 for row in self.rows if row.standing is not None and row.standing.is_over)


def board_for(user: Actor, team: Team, on: dt.date) -> Board:
    """The cases a person may know of; open ones first, fewest days left first."""
    onlooker = visibility.onlooker(user, team.id, on)
    everything = cases.open_cases(team.id)
    seen = visibility.visible(everything, onlooker)
    rows = [
        BoardRow(sight, sight.case.term.standing(on), to_do.waiting_for(sight.case, on)) for sight in seen
    ]
    shows = cases.setting_of(team.id).shows_existence
    return Board(
        who=onlooker,
        rows=sorted(rows, key=_urgency),
        closed=visibility.visible(cases.closed_cases(team.id), onlooker),
        others=len(everything) - len(seen) if shows else 0,
    )


def _urgency(row: BoardRow) -> tuple[bool, int, int]:
    left = row.standing.days_left if row.standing else 0
    return row.standing is None, left, row.sight.case.id
