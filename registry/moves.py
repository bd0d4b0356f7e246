"""Where a state may lead: a table for each thing that moves, and words for who leads it elsewhere."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from registry.errors import RuleBroken

S = TypeVar("S", bound=StrEnum)


class Moves(dict[S, frozenset[S]]):
    """After each state those that may follow it.

    `why_not` says of two states why the second cannot follow the first; `field` is where that is shown.
    """

    def __init__(
        self, table: Mapping[S, Collection[S]], why_not: Callable[[S, S], str], *, field: str | None = None
    ) -> None:
        super().__init__({now: frozenset(then) for now, then in table.items()})
        self.why_not, self.field = why_not, field

    @property
    def ends(self) -> frozenset[S]:
        """The states that nothing follows."""
        return frozenset(now for now, then in self.items() if not then)

    def check(self, now: S, then: S, words: str = "") -> None:
        """Raise `RuleBroken` where a state cannot follow another, in `words` where one thing has its own."""
        if then not in self[now]:
            raise RuleBroken(words or self.why_not(now, then), field=self.field)
