"""Hooks for higher features: what people hold and must do, for whom they act, and changes in a team."""

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.queries.statements import composed_once
from registry.security.actors import Act
from registry.security.permissions import Role
from registry.teams.models import Team


@dataclass(frozen=True)
class Holding:
    """Something that a person holds, or that waits for them."""

    words: str
    #: Ends the holding from a day on; None when it only waits for somebody else to do the work.
    end: Callable[[dt.date, Act], None] | None = None


#: Returns what an account holds in a team on a day or later.
HoldingFinder = Callable[[int, int, dt.date], Iterable[Holding]]
_HOLDING_FINDERS: dict[int, HoldingFinder] = {}


def finds_holdings(place: int) -> Callable[[HoldingFinder], HoldingFinder]:
    """Register a function that finds what people hold; `place` is its position in the list."""

    def register(finder: HoldingFinder) -> HoldingFinder:
        _HOLDING_FINDERS[place] = finder
        return finder

    return register


def holdings_of(team_id: int, user_id: int, on: dt.date) -> list[Holding]:
    """What a person holds in a team on a day or later, in the reader's language."""
    return [holding for _, find in sorted(_HOLDING_FINDERS.items()) for holding in find(team_id, user_id, on)]


#: Returns, for some accounts of a team on a day, pairs of an account and a text about a body it acts for.
MandateFinder = Callable[[int, Collection[int], dt.date], Iterable[tuple[int, str]]]
_MANDATE_FINDERS: dict[int, MandateFinder] = {}


def finds_mandates(place: int) -> Callable[[MandateFinder], MandateFinder]:
    """Register a function that finds for whom people act; `place` is its position in the list."""

    def register(finder: MandateFinder) -> MandateFinder:
        _MANDATE_FINDERS[place] = finder
        return finder

    return register


def mandates_of(team_id: int, user_ids: Collection[int], on: dt.date) -> Mapping[int, Sequence[str]]:
    """For whom some people of a team act on a day, by account, in the reader's language."""
    names: dict[int, list[str]] = defaultdict(list)
    for _, find in sorted(_MANDATE_FINDERS.items()) if user_ids else ():
        for user_id, name in find(team_id, user_ids, on):
            names[user_id].append(name)
    return names


@dataclass(frozen=True)
class Line:
    """Something that waits to be done, in the reader's language, and the page on which to do it."""

    title: str
    text: str
    endpoint: str
    #: The values in the address of the page.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: The last day for it, if there is one.
    due_on: dt.date | None = None
    #: The names of those that the reader waits for; empty when it waits for the reader.
    others: Sequence[str] = ()


#: Returns what a person in a role in a team must do on a day, and for whom they wait.
LineFinder = Callable[[User, Team, Role, dt.date], Iterable[Line]]
_LINE_FINDERS: dict[int, LineFinder] = {}

#: Returns the condition without which nothing of a kind waits in a team, by the team's number.
AnyInTeam = Callable[[int], sa.ColumnElement[bool]]
_ANY_IN_TEAM: dict[int, AnyInTeam] = {}


def finds_lines(place: int, *, if_any: AnyInTeam | None = None) -> Callable[[LineFinder], LineFinder]:
    """Register a function that finds what waits for people; `place` is its position on their home page.

    Where `if_any` is not true of the team, the function would find nothing for anybody and is not called.
    """

    def register(finder: LineFinder) -> LineFinder:
        _LINE_FINDERS[place] = finder
        if if_any is not None:
            _ANY_IN_TEAM[place] = if_any
        return finder

    return register


def lines_of(user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """What a person must do in a team on a day, and the people that they wait for, in their language."""
    is_any = dict(zip(sorted(_ANY_IN_TEAM), _any_in_team(team.id).one(), strict=True))
    finders = [find for place, find in sorted(_LINE_FINDERS.items()) if is_any.get(place, True)]
    return [line for find in finders for line in find(user, team, role, on)]


@composed_once
def _any_in_team(team_id: int) -> sa.Select[bool, *tuple[bool, ...]]:
    """Of which kinds anything can wait in a team, by the places of their finders, in one query for all."""
    return sa.select(*(is_any(team_id) for _, is_any in sorted(_ANY_IN_TEAM.items())))


class Say(enum.StrEnum):
    """The kinds of changes that listeners can react to."""

    COORDINATOR_NAMED = "coordinator_named"
    COORDINATOR_ENDED = "coordinator_ended"
    SEAT_GIVEN = "seat_given"
    SEAT_ENDED = "seat_ended"
    CHAIR_CHANGED = "chair_changed"
    TERM_CORRECTED = "term_corrected"
    CHAIR_CORRECTED = "chair_corrected"


@dataclass(frozen=True)
class Change:
    """One change, and the act that made it."""

    what: Say
    team_id: int
    #: The name of the person or seat that it is about.
    name: str
    #: The person's account, if they have one.
    user_id: int | None
    act: Act
    #: The committee whose seat or chair changed; None for a role in the team.
    committee_id: int | None = None


Listener = Callable[[Change], None]
_LISTENERS: list[Listener] = []


def hears_changes(listener: Listener) -> Listener:
    """Register a function that is called after each change, in the same unit of work."""
    _LISTENERS.append(listener)
    return listener


def tell_of_change(change: Change) -> None:
    """Call all listeners with a change that was just made."""
    for listener in _LISTENERS:
        listener(change)
