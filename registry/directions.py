"""Words from right to left inside sentences from left to right: kept to themselves, in pages and messages.

An Arabic or Hebrew name would draw the numbers and brackets behind it to its own side. Unicode's isolates
(UAX 9) hold it together; browsers and mail programs know them, and they have no shape.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

FIRST_STRONG, END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def isolated(value: Any) -> Any:
    """A text held together where it has letters from right to left; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isascii():
        return value
    if _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, value)):
        return value
    return f"{FIRST_STRONG}{value}{END}"


def add_to(app: Flask) -> None:
    """Let every sentence of a template hold together what it is filled with."""
    words: dict[str, Any] = app.jinja_env.globals
    words.update({name: _isolating(words[name]) for name in ("gettext", "ngettext")})


def _isolating(translate: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def translated(context: Context, *said: Any, **values: Any) -> Any:
        held = {name: isolated(value) for name, value in values.items()}
        return context.call(translate, *said, **held)

    return translated
