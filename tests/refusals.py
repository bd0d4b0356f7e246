"""What a rule answers, as a value: a table of tests then holds what passes beside what is refused."""

from collections.abc import Callable, Iterable
from typing import Any

from registry.errors import RegistryError


def refusal_of(rule: Callable[..., object], *said: Any, **named: Any) -> str | None:
    """The words in which a rule refuses what was said; None where it lets it pass."""
    try:
        rule(*said, **named)
    except RegistryError as error:
        return str(error)
    return None


def allowed(rule: Callable[..., object], among: Iterable[Any]) -> list[Any]:
    """What a rule lets pass among several; a tuple is what it is told at once."""
    return [one for one in among if refusal_of(rule, *(one if isinstance(one, tuple) else (one,))) is None]
