"""What many tests begin with: made once a test process, its rows and files brought back from then on."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import attributes, make_transient_to_detached

from registry.audit.models import ChainHead
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


class Once:
    """The beginnings that this test's installation has known; see the fixture `once`."""

    def __init__(self, installation: Installation, woken: list[str]) -> None:
        self._installation, self._woken = installation, woken
        self._made: dict[str, _Made] = installation.beginnings

    def __call__(self, make: Callable[[], Found]) -> Found:
        """What `make` gives and leaves, as if it had just been called.

        It is a function of a module, commits what it makes, and comes to the same whenever it is called.
        Beside other rows it is called indeed, since databases are kept whole.
        """
        if not _nothing_has_happened():
            return make()
        name, before = f"{make.__module__}.{make.__qualname__}", len(self._woken)

        def make_it() -> None:
            self._made[name] = _Made(_with_rows(make()), self._woken[before:])

        self._installation.bring(name, make_it)
        made = self._made[name]
        self._woken[before:] = made.woken
        return _with_objects(made.found)


def _nothing_has_happened() -> bool:
    """Whether no row was written yet: each change leaves an event."""
    return db.session.scalar(sa.select(ChainHead.chain).limit(1)) is None


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
