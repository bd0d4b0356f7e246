"""Which feature drafts which kind of record."""

from collections.abc import Callable, Mapping
from typing import Any

from registry.records.models import RecordOrder
from registry.records.rules import Draft, RecordKind

#: What a record is made of, and what anyone may read of it.
Drafter = Callable[[RecordOrder], tuple[Draft, Mapping[str, Any]]]
_DRAFTERS: dict[RecordKind, Drafter] = {}


def drafter(kind: RecordKind) -> Callable[[Drafter], Drafter]:
    """Register the function that drafts the records of one kind."""

    def register(function: Drafter) -> Drafter:
        _DRAFTERS[kind] = function
        return function

    return register


def draft_of(order: RecordOrder) -> tuple[Draft, Mapping[str, Any]]:
    """What an ordered record is made of, and its facts."""
    return _DRAFTERS[RecordKind(order.kind)](order)
