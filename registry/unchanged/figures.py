"""Figures of a team that are kept in the memory of a process for as long as the marks of the state stand."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from registry.database.queries.statements import composed_once
from registry.database.session import WRITING, db, keep, kept_while_reading
from registry.unchanged.models import OF_ALL, of_team

#: Figures of teams, by the connections to their database; the oldest go.
FIGURES: WeakKeyDictionary[object, dict[Any, tuple[Any, Any]]] = WeakKeyDictionary()
MOST_FIGURES = 2_000

#: Of all teams and of one.
Marks = tuple[str | None, str | None]

Asked = ParamSpec("Asked")
Figures = TypeVar("Figures")


def kept_while_unchanged(
    count: Callable[Concatenate[int, Asked], Figures],
) -> Callable[Concatenate[int, Asked], Figures]:
    """Keep what is counted of a team in memory until something of the team, or of all teams, changes.

    What depends on the day is asked for by the day. For plain values only; the number of a team comes first.
    Within a unit of work they are counted each time.
    """

    @wraps(count)
    def ask(team_id: int, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Figures:
        if db.session().info.get(WRITING):
            return count(team_id, *args, **kwargs)
        kept: dict[Any, tuple[Any, Figures]] = FIGURES.setdefault(db.session.get_bind(), {})
        key, marks = (count, team_id, args, tuple(sorted(kwargs.items()))), _marks(team_id)
        found = kept.get(key)
        if found is None or found[0] != marks:
            kept.pop(key, None)
            found = kept[key] = (marks, count(team_id, *args, **kwargs))
            for oldest in list(kept)[: max(0, len(kept) - MOST_FIGURES)]:
                kept.pop(oldest, None)
        return found[1]

    return ask


def hold_marks(team_id: int, marks: Marks) -> None:
    """Count by marks of all teams and of one that were read with something else."""
    keep(_marks, marks, team_id)


@kept_while_reading
def _marks(team_id: int) -> Marks:
    """The marks of all teams and of one, as they were before anything was counted."""
    of_all, of_one = _marks_of(team_id).one()
    return of_all, of_one


@composed_once
def _marks_of(team_id: int) -> sa.Select[str | None, str | None]:
    return sa.select(of_team(OF_ALL), of_team(team_id))
