"""Hooks for features: drafting records, reacting to finished ones, and deciding who may know of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from registry.audit import hooks as audit_hooks
from registry.audit.hooks import SubjectColumn, TrailReader
from registry.audit.models import named
from registry.records.models import Record, RecordOrder
from registry.records.rules import Draft, RecordKind

#: Returns the draft of a record, and the facts that anyone may read about it.
Drafter = Callable[[RecordOrder], tuple[Draft, Mapping[str, Any]]]
_DRAFTERS: dict[RecordKind, Drafter] = {}

#: Called in the unit of work that stores a record, with the moment of storing.
Listener = Callable[[RecordOrder, dt.datetime], None]
_LISTENERS: dict[RecordKind, Listener] = {}


def drafter(kind: RecordKind) -> Callable[[Drafter], Drafter]:
    """Register the function that drafts the records of one kind."""

    def register(function: Drafter) -> Drafter:
        _DRAFTERS[kind] = function
        return function

    return register


def draft_of(order: RecordOrder) -> tuple[Draft, Mapping[str, Any]]:
    """The draft of an ordered record, and its facts. One that corrects another names it in both."""
    draft, facts = _DRAFTERS[RecordKind(order.kind)](order)
    if order.corrects is None:
        return draft, facts
    return replace(draft, corrects=order.corrects), {**facts, "corrects": order.corrects}


def when_kept(kind: RecordKind) -> Callable[[Listener], Listener]:
    """Register a function to call in the unit of work that stores a finished record of one kind."""

    def register(function: Listener) -> Listener:
        _LISTENERS[kind] = function
        return function

    return register


def tell_kept(order: RecordOrder, now: dt.datetime) -> None:
    """Tell the feature that ordered a record that it is finished."""
    listener = _LISTENERS.get(RecordKind(order.kind))
    if listener is not None:
        listener(order, now)


#: Returns a condition over orders: whether a reader may know of the thing that a record was ordered for.
KnownOrders = Callable[[TrailReader], sa.ColumnElement[bool]]
_KNOWN_ORDERS: list[KnownOrders] = []


def knows_orders(known: KnownOrders) -> KnownOrders:
    """Register a function that says which confidential records of its feature a reader may know of."""
    _KNOWN_ORDERS.append(known)
    return known


@audit_hooks.hides
def is_hidden_from(reader: TrailReader, subject: SubjectColumn) -> sa.ColumnElement[bool]:
    """SQL condition: the subject of an event is a record that is hidden from a reader of the audit log.

    Confidential records are hidden, except those that a feature's function declares known to this reader.
    """
    known = sa.select(RecordOrder.id).where(
        RecordOrder.record_id == Record.id,
        RecordOrder.team_id == reader.team_id,
        sa.or_(sa.false(), *(is_known(reader) for is_known in _KNOWN_ORDERS)),
    )
    unknown = sa.select(named("record", Record.id)).where(
        Record.team_id == reader.team_id, Record.confidential, ~known.correlate(Record).exists()
    )
    return subject.in_(unknown)
