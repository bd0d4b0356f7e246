"""The board of open cases: days left, overdue first, where each stands and what it waits for."""

import datetime as dt
from dataclasses import dataclass

from registry.accounts.models import User
from registry.conflicts import doing, queries, seeing, waiting
from registry.conflicts.seeing import Onlooker, Sight
from registry.conflicts.terms import Standing
from registry.conflicts.waiting import WaitingFor
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
    #: How many open cases there are beside them, where the team lets that be known.
    others: int

    @property
    def overdue(self) -> int:
        """How many open cases are over."""
        return sum(1 for row in self.rows if row.standing is not None and row.standing.is_over)


def board_for(user: User, team: Team, on: dt.date) -> Board:
    """The cases that a person may know of, the open ones with the fewest days left first."""
    who = seeing.onlooker(user, team.id, on)
    everything = queries.open_cases(team.id)
    seen = seeing.visible(everything, who)
    room = doing.steering_room(team.id, on)
    rows = [
        BoardRow(sight, sight.case.term.standing(on), waiting.waiting_for(sight.case, on, room))
        for sight in seen
    ]
    shows = queries.setting_of(team.id).shows_existence
    return Board(
        who=who,
        rows=sorted(rows, key=_urgency),
        closed=seeing.visible(queries.closed_cases(team.id), who),
        others=len(everything) - len(seen) if shows else 0,
    )


def _urgency(row: BoardRow) -> tuple[bool, int, int]:
    left = row.standing.days_left if row.standing else 0
    return row.standing is None, left, row.sight.case.id
