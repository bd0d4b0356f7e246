"""Named fields in a text, written `{{ region }}`: finding them, filling them, seeing which are blank."""

import re
from collections.abc import Callable, Iterable, Mapping

FIELD = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")
BRACES = re.compile(r"\{\{.*?(?:\}\}|$)", re.MULTILINE)
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

#: Fields whose values the registry knows and fills by itself.
TEAM = "team"
REGION = "region"
TIER_PREFIX = "tier_"


def names_in(text: str) -> list[str]:
    """The names of the fields in a text, each once, in their order."""
    return list(dict.fromkeys(FIELD.findall(text)))


def unreadable_in(text: str) -> list[str]:
    """What looks like a field and is none: `{{ Region! }}`, a brace left open."""
    return [found for found in BRACES.findall(text) if not FIELD.fullmatch(found)]


def is_filled_by_registry(name: str) -> bool:
    """Whether nobody has to type its value: the team's names and what it calls its tiers."""
    return name in (TEAM, REGION) or name.startswith(TIER_PREFIX)


def blanks_in(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The fields of some texts that have no value, each once."""
    named = dict.fromkeys(name for text in texts for name in names_in(text))
    return [name for name in named if not values.get(name, "").strip()]


def fill(text: str, values: Mapping[str, str]) -> str:
    """A plain text with its fields filled; a blank one shows as its name in brackets."""
    return _fill(text, values, _in_one_line)


def fill_markdown(text: str, values: Mapping[str, str]) -> str:
    """A Markdown text with its fields filled; what stands in a value is text, never Markdown."""
    return _fill(text, values, lambda value: PUNCTUATION.sub(r"\\\1", _in_one_line(value)))


def _fill(text: str, values: Mapping[str, str], quote: Callable[[str], str]) -> str:
    def filled(found: re.Match[str]) -> str:
        value = values.get(found[1], "")
        return quote(value if value.strip() else f"[{found[1]}]")

    return FIELD.sub(filled, text)


def _in_one_line(value: str) -> str:
    return " ".join(value.split())
