"""What many tests begin with: made once a test process, its rows and files brought back from then on."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import attributes, make_transient_to_detached

from registry.database.session import db
from tests.databases import Installation

Found = TypeVar("Found")


@dataclass(frozen=True)
class _Row:
    """Where the row of an object is, once the object itself is gone."""

    model: type
    key: tuple[Any, ...]


@dataclass(frozen=True)
class _Made:
    """What was made, with a `_Row` for each object, and the tasks that it woke."""

    found: Any
    woken: list[str]


#: What was made on each installation, by what it then stands at.
KNOWN: dict[Installation, dict[str, _Made]] = {}


class Once:
    """The beginnings that an installation has known; see the fixture `once`."""

    def __init__(self, installation: Installation, woken: list[str]) -> None:
        self._installation, self._woken = installation, woken
        self._known = KNOWN.setdefault(installation, {})

    def __call__(self, make: Callable[..., Found], *said: Any) -> Found:
        """What `make(*said)` gives and leaves, as if it had just been called.

        It commits what it makes, and comes to the same whenever it is called after the same beginnings
        with the same words. Where something else was written it is called indeed, since databases are
        kept whole. What has left the database by then, such as mail, does not come again.
        """
        there = self._installation
        if there.standing is None:
            return make(*said)
        name = f"{there.standing} > {_named(make)} {_each(_with_rows(said), _named)}"
        if name in self._known:
            there.stand_at(name)
            self._woken += self._known[name].woken
        else:
            before = len(self._woken)
            made = make(*said)
            there.keep(name)
            self._known[name] = _Made(_with_rows(made), self._woken[before:])
        found: Found = _with_objects(self._known[name].found)
        return found


def _named(thing: Any) -> Any:
    """A function by its name, which stays the same while tests come and go."""
    return f"{thing.__module__}.{thing.__qualname__}" if callable(thing) else thing


def _with_rows(found: Any) -> Any:
    """The same with a row in place of each object."""

    def row_of(thing: Any) -> Any:
        return _Row(type(thing), sa.inspect(thing).identity) if isinstance(thing, db.Model) else thing

    return _each(found, row_of)


def _with_objects(found: Any) -> Any:
    """The same with an object in place of each row; it is read when it is asked for something."""
    objects = {(type(thing), sa.inspect(thing).identity): thing for thing in db.session}

    def object_of(thing: Any) -> Any:
        if not isinstance(thing, _Row):
            return thing
        place = (thing.model, thing.key)
        if place not in objects:
            objects[place] = _unread(thing)
        return objects[place]

    return _each(found, object_of)


def _unread(row: _Row) -> Any:
    mapper = sa.inspect(row.model)
    found = mapper.class_manager.new_instance()
    for column, value in zip(mapper.primary_key, row.key, strict=True):
        attributes.set_committed_value(found, mapper.get_property_by_column(column).key, value)
    make_transient_to_detached(found)
    db.session.add(found)
    return found


def _each(found: Any, change: Callable[[Any], Any]) -> Any:
    """The same, with each thing inside changed."""
    if isinstance(found, (tuple, list)):
        return type(found)(_each(thing, change) for thing in found)
    if isinstance(found, dict):
        return {name: _each(thing, change) for name, thing in found.items()}
    if is_dataclass(found) and not isinstance(found, _Row):
        named = {field.name: _each(getattr(found, field.name), change) for field in fields(found)}
        return replace(found, **named)  # type: ignore[type-var]
    return change(found)
