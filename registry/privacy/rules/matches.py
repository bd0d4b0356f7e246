"""Whether a value names a person: by number, by exact address, by full name, or by whole words of a text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from registry.partners.rules.names import fold_name, fold_text

#: Characters that make an address part of a longer one when they are beside it.
_BEFORE_ADDRESS = r"(?<![\w.%+'-])"
_AFTER_ADDRESS = r"(?![\w-])(?!\.\w)"
#: A name may follow an elision (d'Ann, l'Ann) and have an English genitive (Ann's); otherwise it is part of a
#: longer one.
_BEFORE_NAME = r"(?:(?<![\w'-])|(?<=\b[dl]'))"
_AFTER_NAME = r"(?!\w)(?!-\w)(?!'(?!s\b)\w)"


@dataclass(frozen=True)
class Sought:
    """A person as the registry can identify them. Addresses are in lower case, names folded."""

    emails: frozenset[str] = frozenset()
    #: The names searched for, by a person who may search by name.
    names: frozenset[str] = frozenset()
    #: Names stored beside the address searched for; other people may have the same names.
    aliases: frozenset[str] = frozenset()
    users: frozenset[int] = frozenset()
    signatories: frozenset[int] = frozenset()
    #: Whether texts are searched too; for people's own data, numbers and addresses are enough.
    in_texts: bool = False

    @property
    def references(self) -> frozenset[str]:
        """How events name the person."""
        return frozenset(
            [
                *(f"user:{user_id}" for user_id in self.users),
                *(f"signatory:{signatory_id}" for signatory_id in self.signatories),
            ]
        )

    def ids(self, kind: str) -> frozenset[int]:
        """The person's numbers as a user or as a signatory."""
        return self.users if kind == "user" else self.signatories

    def is_address(self, value: str) -> bool:
        """Whether a value is exactly one of the addresses."""
        return fold_address(value) in self.emails

    def is_name(self, value: str) -> bool:
        """Whether a value is exactly the name asked for."""
        return bool(self.names) and fold_name(value) in self.names

    def is_alias(self, value: str) -> bool:
        """Whether a value is exactly a name stored beside the address asked for."""
        return bool(self.aliases) and fold_name(value) in self.aliases

    def is_mentioned(self, text: str) -> bool:
        """Whether a text contains an address or a name of the person as whole words."""
        if not self.in_texts:
            return False
        by_address, by_name = self._patterns
        return bool(
            (by_address and by_address.search(fold_address(text)))
            or (by_name and by_name.search(fold_text(text)))
        )

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        names = {*self.names, *(alias for alias in self.aliases if " " in alias)}
        return (
            _any_of(self.emails, _BEFORE_ADDRESS, _AFTER_ADDRESS),
            _any_of(names, _BEFORE_NAME, _AFTER_NAME),
        )


def fold_address(text: str) -> str:
    """An address, or text with addresses, in lower case for comparison."""
    return text.strip().casefold()


def mentions(value: Any, sought: Sought) -> Any:
    """The parts of a JSON value that mention a person, with their structure; None when none does."""
    if isinstance(value, str):
        return value if sought.is_mentioned(value) else None
    if isinstance(value, bytes):
        return value if sought.is_mentioned(_decoded(value)) else None
    if isinstance(value, dict):
        return dict(_kept((key, mentions(one, sought)) for key, one in value.items())) or None
    if isinstance(value, list):
        return [part for _place, part in _kept(enumerate(mentions(part, sought) for part in value))] or None
    return None


def _kept(parts: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    return ((place, part) for place, part in parts if part is not None)


def _decoded(content: bytes) -> str:
    """The text of a text file, such as a list, in one of the usual encodings."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _any_of(texts: Iterable[str], before: str, after: str) -> re.Pattern[str] | None:
    longest_first = sorted(texts, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, longest_first))}){after}")
