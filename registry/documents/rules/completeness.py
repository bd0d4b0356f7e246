"""What must be completed before a version can be published; and clauses that are repeated."""

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.documents.rules import fields
from registry.documents.rules.documents import Source
from registry.documents.rules.markdown import blocks_of
from registry.documents.rules.texts import VersionText, numbers_of
from registry.errors import N_, RuleBroken

#: A repeated paragraph shorter than this (words) is a phrase, not a repeated clause.
SHORTEST_CLAUSE = 6


class Opening(enum.StrEnum):
    """Reasons why a version cannot be published yet."""

    NO_TEXT = "no_text"
    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    FIELD = "field"
    UNREADABLE_FIELD = "unreadable_field"
    FILE = "file"


#: The sentences for the reader, by kind and missing language.
WORDS: dict[tuple[Opening, str], str] = {
    (Opening.NO_TEXT, ""): N_("There is no section yet."),
    (Opening.TITLE, "en"): N_("The title is missing in English."),
    (Opening.TITLE, "fr"): N_("The title is missing in French."),
    (Opening.HEADING, "en"): N_("Section %(section)s has no heading in English."),
    (Opening.HEADING, "fr"): N_("Section %(section)s has no heading in French."),
    (Opening.BODY, "en"): N_("Section %(section)s has no text in English."),
    (Opening.BODY, "fr"): N_("Section %(section)s has no text in French."),
    (Opening.FIELD, "en"): N_("“%(name)s” is blank in English."),
    (Opening.FIELD, "fr"): N_("“%(name)s” is blank in French."),
    (Opening.UNREADABLE_FIELD, "en"): N_("Section %(section)s, in English: “%(name)s” is not a field."),
    (Opening.UNREADABLE_FIELD, "fr"): N_("Section %(section)s, in French: “%(name)s” is not a field."),
    (Opening.FILE, "en"): N_("The PDF in English is missing."),
    (Opening.FILE, "fr"): N_("The PDF in French is missing."),
}


@dataclass(frozen=True)
class OpenItem:
    """One thing to complete before publishing, and its place: a section's key or a field's name."""

    opening: Opening
    language: str = ""
    key: str = ""
    section: str = ""
    name: str = ""

    @property
    def message(self) -> str:
        """The message for the catalogue, to be translated and filled in with `values`."""
        return WORDS[self.opening, self.language]

    @property
    def values(self) -> dict[str, str]:
        """The values inserted into the message."""
        return {"section": self.section, "name": self.name}


class StillOpen(RuleBroken):
    """A version with open items cannot be published; names each item."""

    def __init__(self, items: list[OpenItem]) -> None:
        self.items = items
        named = " ".join(item.message % item.values for item in items)
        super().__init__(N_("This version cannot be published yet: something in it is still open."))
        self.args = (f"{self.message} {named}",)


def check_complete(text: VersionText) -> None:
    """Refuse to publish a version with open items, naming each."""
    items = open_items(text)
    if items:
        raise StillOpen(items)


def open_items(text: VersionText) -> list[OpenItem]:
    """All open items in the order of the text, language by language."""
    if text.source is Source.UPLOADED:
        return [*_open_titles(text), *_open_files(text)]
    if not text.sections:
        return [OpenItem(Opening.NO_TEXT)]
    return [*_open_titles(text), *_open_sections(text), *_open_fields(text)]


def fields_used(text: VersionText) -> list[str]:
    """The names of all fields used in the text in any language, in order."""
    return list(dict.fromkeys(name for said in _all_texts(text) for name in fields.names_in(said)))


def unused_fields(text: VersionText) -> list[str]:
    """Fields that have a value but are not used in the text."""
    used = fields_used(text)
    return [name for name in own_fields(text, text.fields) if name not in used]


def own_fields(text: VersionText, names: Iterable[str]) -> list[str]:
    """Those among the names of fields whose values the team provides."""
    with_provisions = text.provisions is not None
    return [name for name in names if not fields.is_filled_by_registry(name, with_provisions=with_provisions)]


def _open_titles(text: VersionText) -> Iterator[OpenItem]:
    for language in text.languages:
        if not text.title.get(language, "").strip():
            yield OpenItem(Opening.TITLE, language)


def _open_files(text: VersionText) -> Iterator[OpenItem]:
    for language in text.languages:
        if not text.files.get(language):
            yield OpenItem(Opening.FILE, language)


def _open_sections(text: VersionText) -> Iterator[OpenItem]:
    numbers = numbers_of(text.sections)
    for section in text.sections:
        number = numbers[section.key]
        for language in text.languages:
            heading, body = section.heading.get(language, ""), section.body.get(language, "")
            if not heading.strip():
                yield OpenItem(Opening.HEADING, language, section.key, number)
            if not body.strip():
                yield OpenItem(Opening.BODY, language, section.key, number)
            for malformed in fields.unreadable_in(f"{heading}\n{body}"):
                yield OpenItem(Opening.UNREADABLE_FIELD, language, section.key, number, malformed)


def _open_fields(text: VersionText) -> Iterator[OpenItem]:
    used = fields_used(text)
    for language in text.languages:
        values = text.values(language)
        for name in used:
            if name not in values:
                yield OpenItem(Opening.FIELD, language, key=name, name=name)


def _all_texts(text: VersionText) -> Iterator[str]:
    for section in text.sections:
        yield from section.heading.values()
        yield from section.body.values()


@dataclass(frozen=True)
class Repeated:
    """A clause that occurs more than once, with the numbers of its sections."""

    clause: str
    language: str
    sections: tuple[str, ...]


def clauses_twice(text: VersionText) -> list[Repeated]:
    """Paragraphs and list items whose words occur in more than one place; their formatting does not
    matter.
    """
    return [repeated for language in text.languages for repeated in _clauses_twice(text, language)]


def _clauses_twice(text: VersionText, language: str) -> Iterator[Repeated]:
    places: dict[str, list[tuple[str, str]]] = {}
    numbers = numbers_of(text.sections)
    for section in text.sections:
        for block in blocks_of(section.body.get(language, "")):
            places.setdefault(_normalised(block.text), []).append((numbers[section.key], block.text))
    for paragraph, found in places.items():
        if len(found) > 1 and paragraph.count(" ") >= SHORTEST_CLAUSE - 1:
            yield Repeated(found[0][1], language, tuple(_once(number for number, _ in found)))


def _normalised(clause: str) -> str:
    return " ".join(re.findall(r"\w+", clause.casefold()))


def _once(numbers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(numbers))
