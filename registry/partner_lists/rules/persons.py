"""Signatories as named in cells: one person, or several in one cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registry.errors import N_, InvalidInput
from registry.partner_lists.rules.cells import on_one_line
from registry.partner_lists.rules.columns import MOST_PERSONS
from registry.partners.rules.names import fold_name

#: Separators that certainly part two names; and those that do so only between full names.
_PARTED, _PERHAPS = re.compile(r"[;|/]"), re.compile(r"\n|&|\band\b|\bet\b", re.IGNORECASE)
_ADDRESSES = re.compile(r"[\s;,|/]")


@dataclass(frozen=True)
class Person:
    """A signatory in a list."""

    name: str = ""
    title: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.title or self.email)

    def is_same(self, other: "Person") -> bool:
        """Whether both are the same person: by address, else by name, else by the only known property."""
        if self.email and other.email:
            return self.email.casefold() == other.email.casefold()
        if self.name and other.name:
            return fold_name(self.name) == fold_name(other.name)
        return self == other


def persons_in(name: str, title: str, email: str) -> list[Person]:
    """The persons named in three cells; raises `InvalidInput` when addresses cannot be assigned."""
    names, titles, emails = _names(name), _parts(title), _emails(email)
    count = max(len(names), len(emails), 1)
    if count == 1:
        person = Person(on_one_line(name), on_one_line(title), on_one_line(email))
        return [person] if person else []
    if count > MOST_PERSONS:
        raise InvalidInput(N_("It names more than %(count)s signatories."), count=MOST_PERSONS)
    if len(names) not in (0, count) or len(emails) not in (0, count):
        raise InvalidInput(
            N_("It names several signatories, and not as many addresses. Give each a line of their own.")
        )
    if len(titles) != count:
        titles = [on_one_line(title)] * count
    return [
        Person(*parts) for parts in zip(names or [""] * count, titles, emails or [""] * count, strict=True)
    ]


def _names(cell: str) -> list[str]:
    """The names in a cell, separated by punctuation; or by a word or line break, if each part is then a full
    name.
    """
    certain = _filled(_PARTED.split(cell))
    if len(certain) > 1:
        return certain
    perhaps = _filled(_PERHAPS.split(cell))
    if len(perhaps) > 1 and all(map(_is_whole_name, perhaps)):
        return perhaps
    return [on_one_line(cell)] if cell else []


def _is_whole_name(part: str) -> bool:
    """Whether text reads as a first and last name: two words or more, each capitalized."""
    parts = part.split()
    return len(parts) > 1 and all(word[0].isupper() for word in parts)


def _parts(cell: str) -> list[str]:
    for pattern in (_PARTED, _PERHAPS):
        parts = _filled(pattern.split(cell))
        if len(parts) > 1:
            return parts
    return [on_one_line(cell)] if cell else []


def _emails(cell: str) -> list[str]:
    """The addresses in a cell.

    A cell that contains anything else counts as one address, which is then checked unchanged.
    """
    parts = _filled(_ADDRESSES.split(cell))
    return parts if all("@" in part for part in parts) else [on_one_line(cell)]


def _filled(parts: Sequence[str]) -> list[str]:
    return [on_one_line(part).strip(" ,") for part in parts if part.strip(" ,\n\t")]
