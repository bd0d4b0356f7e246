"""What higher features send by personal link: whoever lost such a link asks for all of them at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class FindsOpen(Protocol):
    """Finds the newest `most` things that are open for an address: the team of each, and its number."""

    def __call__(self, address: str, *, most: int) -> Sequence[tuple[int, int]]: ...


class SendsLink(Protocol):
    """Sends the link of one of them once more. Raises `RuleBroken` where that may not be."""

    def __call__(self, identity: int, /, *, now: dt.datetime) -> None: ...


@dataclass(frozen=True)
class LostLinks:
    """How the links of one kind are found and sent again."""

    open_for: FindsOpen
    send: SendsLink


#: Of all features.
LOST_LINKS: list[LostLinks] = []
