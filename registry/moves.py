"""Tables of allowed moves: which state of a thing can follow which, and a message for moves that are
refused.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from registry.errors import RuleBroken

S = TypeVar("S", bound=StrEnum)


class Moves(dict[S, frozenset[S]]):
    """A table of allowed moves: the states that can follow each state.

    `why_not` gives the message for a move from one state to another that is refused; the message is shown on
    `field`.
    """

    def __init__(
        self, table: Mapping[S, Collection[S]], why_not: Callable[[S, S], str], *, field: str | None = None
    ) -> None:
        super().__init__({now: frozenset(then) for now, then in table.items()})
        self.why_not, self.field = why_not, field

    @property
    def ends(self) -> frozenset[S]:
        """The final states, which no other state can follow."""
        return frozenset(now for now, then in self.items() if not then)

    def check(self, now: S, then: S, words: str = "") -> None:
        """Raise `RuleBroken` when a state cannot follow another; `words` replaces the message of
        `why_not`.
        """
        if then not in self[now]:
            raise RuleBroken(words or self.why_not(now, then), field=self.field)
