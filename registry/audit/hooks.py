"""Hooks for features: which of their events are hidden from a reader, which events belong to which things,
and what is told beside an event.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from registry.audit.models import Event
from registry.audit.rules.tags import Tag
from registry.security.permissions import Role


@dataclass(frozen=True)
class TrailReader:
    """The reader of a team's audit trail, on a day."""

    user_id: int
    team_id: int
    role: Role
    on: dt.date


#: A column that names the subject of an event: `decision:7`.
SubjectColumn = InstrumentedAttribute[str]

#: Returns the condition under which a reader must not know of what a subject names.
Hider = Callable[[TrailReader, SubjectColumn], sa.ColumnElement[bool]]
_HIDERS: list[Hider] = []


def hides(hider: Hider) -> Hider:
    """Register a function that says which events of its feature are hidden from a reader."""
    _HIDERS.append(hider)
    return hider


def is_hidden(reader: TrailReader, subject: SubjectColumn = Event.subject) -> sa.ColumnElement[bool]:
    """SQL condition: an event, or another row with a subject, is hidden from a reader.

    For a coordinator it is made of columns and the reader's values alone: these may be bound later.
    """
    return sa.or_(sa.false(), *(hider(reader, subject) for hider in _HIDERS))


#: Returns the condition under which an event concerns the thing with a number.
PartFinder = Callable[[int], sa.ColumnElement[bool]]
_PART_FINDERS: dict[str, PartFinder] = {}


def tells_of(kind: str) -> Callable[[PartFinder], PartFinder]:
    """Register how to find the events of things whose events are recorded about another thing."""

    def register(finder: PartFinder) -> PartFinder:
        _PART_FINDERS[kind] = finder
        return finder

    return register


def part_finder(kind: str) -> PartFinder | None:
    """How to find the events of a kind of things; None when their events are recorded about the things
    themselves.
    """
    return _PART_FINDERS.get(kind)


#: Returns what is told beside an event: names and words, which its details never hold.
FactFinder = Callable[[Event], Sequence[str]]
_FACT_FINDERS: dict[str, FactFinder] = {}


def tells_beside(tag: Tag) -> Callable[[FactFinder], FactFinder]:
    """Register what is told beside the events of a kind."""

    def register(finder: FactFinder) -> FactFinder:
        _FACT_FINDERS[tag.value] = finder
        return finder

    return register


def told_beside(event: Event) -> Sequence[str]:
    """What a feature tells beside an event; nothing when it has nothing to tell."""
    finder = _FACT_FINDERS.get(event.tag)
    return finder(event) if finder else ()
