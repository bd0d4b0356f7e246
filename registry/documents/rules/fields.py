"""Named fields in a text, written `{{ region }}`: finds them, fills them, and lists empty ones."""

import re
from collections.abc import Callable, Iterable, Mapping

from registry.documents.rules.provision_words import NAMES

FIELD = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")
BRACES = re.compile(r"\{\{.*?(?:\}\}|$)", re.MULTILINE)
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

#: Fields whose values the registry fills in.
TEAM = "team"
REGION = "region"
TIER_PREFIX = "tier_"


def names_in(text: str) -> list[str]:
    """The names of the fields in a text, in order, without repetition."""
    return list(dict.fromkeys(FIELD.findall(text)))


def unreadable_in(text: str) -> list[str]:
    """Malformed fields, such as `{{ Region! }}` or an unclosed brace."""
    return [name for name in BRACES.findall(text) if not FIELD.fullmatch(name)]


def is_filled_by_registry(name: str, *, with_provisions: bool) -> bool:
    """Whether the registry fills in a field itself: the team's names and tier labels, and in a text with
    provisions the words of these.
    """
    return name in (TEAM, REGION) or name.startswith(TIER_PREFIX) or (with_provisions and name in NAMES)


def blanks_in(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The fields of some texts that have no value, without repetition."""
    named = dict.fromkeys(name for text in texts for name in names_in(text))
    return [name for name in named if not values.get(name, "").strip()]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill the fields of a plain text; an empty field shows its name in brackets."""
    return _fill(text, values, _in_one_line)


def fill_markdown(text: str, values: Mapping[str, str]) -> str:
    """Fill the fields of a Markdown text; values are escaped so that they never act as Markdown."""
    return _fill(text, values, lambda value: PUNCTUATION.sub(r"\\\1", _in_one_line(value)))


def _fill(text: str, values: Mapping[str, str], quote: Callable[[str], str]) -> str:
    def filled(match: re.Match[str]) -> str:
        value = values.get(match[1], "")
        return quote(value if value.strip() else f"[{match[1]}]")

    return FIELD.sub(filled, text)


def _in_one_line(value: str) -> str:
    return " ".join(value.split())
