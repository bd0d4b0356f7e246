"""The Statement shipped with the registry: its sections and named fields, read from the files in `template/`.

A statement file is Markdown with two kinds of headings, the same in every language. Below the heading of a
part stands a note to the writer, as a quotation, shown while editing, and never part of the text:

    # part: partners | Partners

    > Settle the tiers first: who decides, who is consulted, who is informed.

    ## section: contributions | What we contribute | tiers: anchor, associate
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from registry.documents.rules.documents import STATEMENT_PARTS
from registry.documents.rules.fields import is_filled_by_registry
from registry.documents.rules.provision_words import FOLDER
from registry.documents.rules.texts import ByLanguage, SectionText
from registry.teams.rules import LANGUAGES, Tier

KEY = r"(?P<key>[a-z0-9]+(?:-[a-z0-9]+)*)"
PART = re.compile(rf"^# part: {KEY} \| (?P<title>[^|\n]+)$", re.MULTILINE)
SECTION = re.compile(
    rf"^## section: {KEY} \| (?P<heading>[^|\n]+?)(?: \| tiers: (?P<tiers>[a-z, ]+))?$", re.MULTILINE
)


#: How the lines of a note begin.
QUOTED = ">"


class TemplateBroken(ValueError):
    """A shipped file cannot be read; names the file and the fault."""


@dataclass(frozen=True)
class TemplatePart:
    """One of the seven parts of the Statement, with its title and a note to the writer in each language."""

    key: str
    title: ByLanguage
    #: What the part is for, and what to talk over with the partners.
    note: ByLanguage


@dataclass(frozen=True)
class StatementTemplate:
    """The shipped Statement in all languages; iterating gives its sections in order."""

    parts: tuple[TemplatePart, ...]
    sections: tuple[SectionText, ...]

    def __iter__(self) -> Iterator[SectionText]:
        return iter(self.sections)


@dataclass(frozen=True)
class TemplateField:
    """A named field of the shipped Statement; `default` is empty when the team must provide it."""

    name: str
    label: ByLanguage
    hint: ByLanguage
    default: ByLanguage

    @property
    def filled_by_registry(self) -> bool:
        """Whether its value comes from the team's settings, or from the provisions."""
        return is_filled_by_registry(self.name, with_provisions=True)


@cache
def load_statement() -> StatementTemplate:
    """The shipped Statement; raises `TemplateBroken` when a file cannot be read or the languages differ in
    structure.
    """
    return join_languages({language: _read(f"statement.{language}.md") for language in LANGUAGES})


def note_for(part: str) -> ByLanguage:
    """The note to the writer of a part of the Statement, by language; other documents have none."""
    return next((shipped.note for shipped in load_statement().parts if shipped.key == part), {})


@cache
def load_fields() -> tuple[TemplateField, ...]:
    """The named fields of the shipped Statement, in the order of its text."""
    return fields_in(_read("fields.toml"), name="fields.toml")


def join_languages(files: Mapping[str, str]) -> StatementTemplate:
    """Combine the statement files of all languages into one template."""
    read = {language: _outline_of(text, f"statement.{language}.md") for language, text in files.items()}
    first, *others = read.values()
    for other in others:
        _check_same(first, other)
    outlines = read.items()
    parts = tuple(
        TemplatePart(
            part.key,
            title={language: outline.parts[at].title for language, outline in outlines},
            note={language: outline.parts[at].note for language, outline in outlines},
        )
        for at, part in enumerate(first.parts)
    )
    sections = tuple(
        SectionText(
            key=section.key,
            part=section.part,
            heading={language: outline.sections[at].heading for language, outline in outlines},
            body={language: outline.sections[at].body for language, outline in outlines},
            tiers=section.tiers,
        )
        for at, section in enumerate(first.sections)
    )
    return StatementTemplate(parts, sections)


def fields_in(text: str, *, name: str) -> tuple[TemplateField, ...]:
    """The fields declared in a TOML file; raises `TemplateBroken` when one lacks a label or a hint."""
    try:
        declared = tomllib.loads(text)["field"]
        return tuple(_field(said) for said in declared)
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise TemplateBroken(f"{name}: {error}") from error


@dataclass(frozen=True)
class _Part:
    """A part in one language."""

    key: str
    title: str
    note: str
    #: The text of its sections.
    inside: str


@dataclass(frozen=True)
class _Section:
    """A section in one language."""

    part: str
    key: str
    tiers: tuple[str, ...]
    heading: str
    body: str

    @property
    def place(self) -> tuple[str, str, tuple[str, ...]]:
        """Its part, key and tiers, which must be the same in every language."""
        return self.part, self.key, self.tiers


@dataclass(frozen=True)
class _Outline:
    """The content of one file."""

    name: str
    parts: tuple[_Part, ...]
    sections: tuple[_Section, ...]


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _outline_of(text: str, name: str) -> _Outline:
    for line in text.splitlines():
        if line.startswith("#") and not (PART.fullmatch(line) or SECTION.fullmatch(line)):
            raise TemplateBroken(f"{name}: this is neither a part nor a section: {line}")
    parts = tuple(_part(*piece) for piece in _pieces(PART, text, name))
    outline = _Outline(
        name,
        parts,
        tuple(_section(part.key, *piece) for part in parts for piece in _pieces(SECTION, part.inside, name)),
    )
    _check_outline(outline)
    return outline


def _pieces(heading: re.Pattern[str], text: str, name: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each heading of a kind, with the text below it."""
    headings = list(heading.finditer(text))
    starts = [one.start() for one in headings] + [len(text)]
    if text[: starts[0]].strip():
        raise TemplateBroken(f"{name}: text stands before the first heading: {text.strip().splitlines()[0]}")
    for heading_found, end in zip(headings, starts[1:], strict=True):
        yield heading_found, text[heading_found.end() : end].strip()


def _part(match: re.Match[str], below: str) -> _Part:
    """A part: the quotation with which it may begin is its note."""
    lines = below.splitlines()
    quoted = list(takewhile(lambda line: line.startswith(QUOTED), lines))
    note = " ".join(line.removeprefix(QUOTED).strip() for line in quoted)
    return _Part(match["key"], match["title"], note, "\n".join(lines[len(quoted) :]).strip())


def _section(part: str, match: re.Match[str], body: str) -> _Section:
    tiers = tuple(tier.strip() for tier in (match["tiers"] or "").split(",") if tier.strip())
    return _Section(part, match["key"], tiers, match["heading"], body)


def _check_outline(outline: _Outline) -> None:
    if [part.key for part in outline.parts] != [part.value for part in STATEMENT_PARTS]:
        raise TemplateBroken(f"{outline.name}: the parts are not those of a statement, in their order")
    seen: set[str] = set()
    for section in outline.sections:
        if section.key in seen:
            raise TemplateBroken(f"{outline.name}: two sections have the key {section.key}")
        if not set(section.tiers) <= {tier.value for tier in Tier}:
            raise TemplateBroken(f"{outline.name}: {section.key} is for an unknown tier")
        if not section.body:
            raise TemplateBroken(f"{outline.name}: {section.key} has no text")
        seen.add(section.key)


def _check_same(outline: _Outline, other_outline: _Outline) -> None:
    if [section.place for section in outline.sections] != [
        section.place for section in other_outline.sections
    ]:
        raise TemplateBroken(
            f"{outline.name} and {other_outline.name} differ in keys, order or tiers of sections"
        )


def _field(said: Mapping[str, Any]) -> TemplateField:
    return TemplateField(
        name=said["name"],
        label={language: said[f"label_{language}"] for language in LANGUAGES},
        hint={language: said[f"hint_{language}"] for language in LANGUAGES},
        default={
            language: said[f"default_{language}"] for language in LANGUAGES if f"default_{language}" in said
        },
    )
