"""Hooks for higher features: extra conditions for answering a request, and sending lost links again."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from registry.signing.models import PersonalRequest

#: Raises `RuleBroken` when a condition of the feature prevents the request from being answered at a moment.
AnswerCheck = Callable[[Any, dt.datetime], None]
#: By the model of the requests.
ANSWER_CHECKS: dict[type[PersonalRequest], AnswerCheck] = {}


def checks_answers_to(model: type[PersonalRequest]) -> Callable[[AnswerCheck], AnswerCheck]:
    """Register the extra conditions for answering requests of one kind."""

    def register(check: AnswerCheck) -> AnswerCheck:
        ANSWER_CHECKS[model] = check
        return check

    return register


class FindsOpen(Protocol):
    """Finds at most `most` open requests of an address, newest first: team and number of each."""

    def __call__(self, address: str, *, most: int) -> Sequence[tuple[int, int]]: ...


class SendsLink(Protocol):
    """Sends the link of one request again. Raises `RuleBroken` when that is not allowed."""

    def __call__(self, identity: int, /, *, now: dt.datetime) -> None: ...


@dataclass(frozen=True)
class LostLinks:
    """How requests of one kind are found by address, and how their links are sent again."""

    open_for: FindsOpen
    send: SendsLink


#: The kinds of links of all features.
LOST_LINKS: list[LostLinks] = []
