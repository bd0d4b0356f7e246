"""What higher features say of the links that they send: when one can be answered, how it is sent again."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from registry.signing.models import PersonalRequest

#: Raises `RuleBroken` where something of the feature's own keeps a request from being answered at a moment.
AnswerCheck = Callable[[Any, dt.datetime], None]
#: By the model of the requests.
ANSWER_CHECKS: dict[type[PersonalRequest], AnswerCheck] = {}


def checks_answers_to(model: type[PersonalRequest]) -> Callable[[AnswerCheck], AnswerCheck]:
    """Register what is asked before a request of a kind is answered, beside that it is open."""

    def register(check: AnswerCheck) -> AnswerCheck:
        ANSWER_CHECKS[model] = check
        return check

    return register


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
